import type { IncomingMessage } from 'node:http';
import { isObject } from '../base/json';
import { isLoopback } from '../base/loopback';
import type { DemoClient, DemoData } from './demoData';
import {
  clientResource,
  legalEntityResource,
  ownedBy,
  readCreate,
  readRename,
  Refusal,
  reportingEntityResource,
} from './demoDocuments';

/** The media type as Aleta's documentation spells it in requests and answers with a body. */
export const MEDIA_TYPE = 'application/vnd.json+api';
/** Media type that Aleta's 204 answers carry, although they have no body. */
const EMPTY_MEDIA_TYPE = 'application/vnd.api+json';
/** Path prefix of every endpoint. */
export const BASE_PATH = '/api/v2';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES;

/** An answer still to be sent; without `document` it has no body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document?: unknown;
}

const answer = (status: number, document: unknown): Answer => ({
  status,
  headers: { 'Content-Type': MEDIA_TYPE },
  document,
});
const emptyAnswer: Answer = { status: 204, headers: { 'Content-Type': EMPTY_MEDIA_TYPE } };

type Handler = (data: DemoData, id: string, body: unknown) => Answer;

const ROUTES: readonly { readonly path: RegExp; readonly handlers: Readonly<Record<string, Handler>> }[] = [
  { path: /^\/clients$/, handlers: { GET: listClients, POST: createClient } },
  { path: /^\/clients\/([^/]+)$/, handlers: { GET: getClient, PATCH: renameClient, DELETE: deleteClient } },
  { path: /^\/clients\/([^/]+)\/legal-entities$/, handlers: { GET: listLegalEntities } },
  { path: /^\/clients\/([^/]+)\/reporting-entities$/, handlers: { GET: listReportingEntities } },
];

/**
 * Answers one request to the API from `data`, changing it where the request says so. Throws a {@link Refusal} for a request that
 * is not exactly what the documentation shows.
 */
export async function route(
  request: IncomingMessage,
  isToken: (token: string) => boolean,
  data: DemoData,
): Promise<Answer> {
  checkHost(request.headers.host);
  checkAuthorization(request.headers.authorization, isToken);
  const { handler, id } = findHandler(request.method ?? '', request.url ?? '');
  checkAccept(request.headers.accept);
  const hasDocument = request.method === 'POST' || request.method === 'PATCH';
  if (hasDocument) checkContentType(request.headers['content-type'], request.method === 'PATCH');
  const body = hasDocument ? parseBody(await readBody(request)) : undefined;
  // Handlers are synchronous, so that no other request comes between their checks and their change.
  return handler(data, id, body);
}

/** Refuses web pages whose host name was made to resolve to loopback (DNS rebinding): browsers still send that name. */
export function checkHost(host = ''): void {
  if (isLoopback(host.toLowerCase().replace(/:\d{1,5}$/, ''))) return;
  throw new Refusal(403, 'The demo service answers on loopback only.');
}

function checkAuthorization(authorization: string | undefined, isToken: (token: string) => boolean): void {
  const token = /^Bearer (.+)$/s.exec(authorization ?? '')?.[1];
  if (token !== undefined && isToken(token)) return;
  throw new Refusal(401, 'The access token is missing or not valid.', { headers: { 'WWW-Authenticate': 'Bearer' } });
}

function checkAccept(accept = ''): void {
  const types = accept.split(',').map((range) => range.replace(/;.*/s, '').trim().toLowerCase());
  if (!types.includes(MEDIA_TYPE)) throw new Refusal(406, `Accept must include ${MEDIA_TYPE}.`);
}

/** The PATCH of the Clients page has a body and no Content-Type. */
function checkContentType(contentType = '', isOptional = false): void {
  if (isOptional && contentType === '') return;
  if (contentType.toLowerCase() !== MEDIA_TYPE) throw new Refusal(415, `Content-Type must be ${MEDIA_TYPE}.`);
}

/** Path and query of a request. One through a proxy may carry the whole address (RFC 9112, 3.2.2). */
export function targetOf(url: string): { path: string; query: string | undefined } {
  const [path = '', query] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?', 2);
  return { path, query };
}

function findHandler(method: string, url: string): { handler: Handler; id: string } {
  const { path, query } = targetOf(url);
  if (path.startsWith(`${BASE_PATH}/`)) {
    for (const { path: pattern, handlers } of ROUTES) {
      const match = pattern.exec(path.slice(BASE_PATH.length));
      if (match === null) continue;
      const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
      if (handler === undefined) {
        const headers = { Allow: Object.keys(handlers).join(', ') };
        throw new Refusal(405, 'The method is not available here.', { headers });
      }
      checkQuery(query);
      return { handler, id: decode(match[1] ?? '') };
    }
  }
  throw new Refusal(404, 'There is nothing at this address.');
}

/** JSON:API 1.1, "Query Parameters": one that is not known is refused, and the Clients page knows none. */
function checkQuery(query = ''): void {
  for (const parameter of new URLSearchParams(query).keys()) {
    throw new Refusal(400, 'The query parameter is not known.', { source: { parameter } });
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, 'The path is not validly percent-encoded.');
  }
}

/** The whole body. @throws Refusal for one of more than 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    // An answer sent while the client still writes is often lost to a reset: read on for a while before refusing.
    else if (size > MAX_DISCARDED_BYTES) break;
  }
  if (size > MAX_BODY_BYTES) {
    throw new Refusal(413, 'The document is larger than 1 MiB.', { headers: { Connection: 'close' } });
  }
  return Buffer.concat(chunks);
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, 'The document is not valid JSON in UTF-8.');
  }
}

function known(data: DemoData, id: string): DemoClient {
  const client = data.get(id);
  if (client === undefined) throw new Refusal(404, 'The client does not exist.');
  return client;
}

function listClients(data: DemoData): Answer {
  const clients = data.list().map((client) => clientResource(client, data));
  return answer(200, { data: [...clients, ...data.rawResources()] });
}

function createClient(data: DemoData, _id: string, body: unknown): Answer {
  const { name, parentId } = readCreate(body, (id) => data.get(id) !== undefined);
  return answer(201, { data: clientResource(data.create(name, parentId), data) });
}

function getClient(data: DemoData, id: string): Answer {
  const raw = data.get(id) === undefined ? data.rawResources().find((resource) => hasId(resource, id)) : undefined;
  return answer(200, { data: raw ?? clientResource(known(data, id), data) });
}

const hasId = (resource: unknown, id: string): boolean => isObject(resource) && resource['id'] === id;

function renameClient(data: DemoData, id: string, body: unknown): Answer {
  known(data, id);
  data.rename(id, readRename(body, id));
  return emptyAnswer;
}

function deleteClient(data: DemoData, id: string): Answer {
  const owned = ownedBy(known(data, id), data);
  if (owned !== '') throw new Refusal(409, `The client still owns ${owned}.`);
  data.remove(id);
  return emptyAnswer;
}

function listLegalEntities(data: DemoData, id: string): Answer {
  const owner = known(data, id);
  return answer(200, { data: owner.legalEntities.map((entity) => legalEntityResource(entity, owner)) });
}

function listReportingEntities(data: DemoData, id: string): Answer {
  const owner = known(data, id);
  return answer(200, { data: owner.reportingEntities.map((entity) => reportingEntityResource(entity, owner)) });
}
