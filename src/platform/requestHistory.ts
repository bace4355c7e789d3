/** The last requests as a support request may show them: nothing in them says whose they are or what they were about. */
import { errorCodes } from '../api/errorCodes';
import { NetworkError, ProtocolError, TimeoutError } from '../api/errors';
import type { Exchange } from '../api/transport';

/** Where a request went. */
export interface RequestPlace {
  /** Host and, where it is not the scheme's own, port. */
  readonly host: string;
  /** Path of the base URL of the API, without a slash at the end; `undefined` for a token endpoint. */
  readonly basePath: string | undefined;
}

/** One request, already without names, ids and addresses. */
interface NotedRequest {
  /** When it ended. */
  readonly at: Date;
  readonly method: string;
  /** For example `/clients/:id`. */
  readonly path: string;
  readonly host: string;
  readonly status: number | undefined;
  readonly ms: number;
  /** Decoded bytes of the answer. */
  readonly bytes: number;
  readonly requestIds: readonly string[];
  /** Kind and codes of the failure; `''` for none. */
  readonly failure: string;
}

/** Most requests that are kept. */
const MAX_REQUESTS = 50;

/** The only host that is named. */
const ALETA_HOST = 'platform.aleta.io';

/** What request ids look like. Free text, or an id with a part of a token taken out, is none. */
const REQUEST_ID = /^[\w.:;=+/-]{1,100}$/;

/** Codes of Node and undici. */
const ERROR_CODE = /^[A-Z][A-Z0-9_]{2,40}$/;
const MAX_CODES = 3;

/** Keeps the last requests in memory. What could name a customer is left out when a request is noted, and so never kept. */
export class RequestHistory {
  #noted: NotedRequest[] = [];

  add(exchange: Exchange, { host, basePath }: RequestPlace): void {
    const { method, path, status, ms, bytes, headerIds = [], error } = exchange;
    this.#noted = [
      ...this.#noted.slice(1 - MAX_REQUESTS),
      {
        at: new Date(),
        ...{ method, status, ms, bytes },
        path: basePath === undefined ? '(token endpoint)' : pathTemplate(path, basePath),
        host: host === ALETA_HOST ? host : 'another host',
        requestIds: headerIds.filter((id) => REQUEST_ID.test(id) && !isOfPath(id, path)),
        failure: error === undefined ? '' : describeFailure(error),
      },
    ];
  }

  /** One line for each request, in the order in which they ended. */
  lines(): string[] {
    return this.#noted.map(({ at, method, path, host, status, ms, bytes, requestIds, failure }) =>
      [
        `${at.toISOString()} ${method} ${path}: ${status ?? 'no answer'}`,
        ...(failure === '' ? [] : [failure]),
        ...[`${Math.round(ms)} ms`, `${bytes} bytes`],
        ...requestIds.map((id) => `request ${id}`),
        host,
      ].join(', '),
    );
  }
}

/**
 * `path` with `:id` in place of ids and `?…` in place of a query. A path that the API does not have, as a link to the next
 * page may lead to, can have anything in it and is not shown at all.
 *
 * @param basePath Path of the base URL, which is left out: it may name a customer.
 */
export function pathTemplate(path: string, basePath: string): string {
  const [pathname = '', query] = path.split('?');
  const base = basePath.replace(/\/$/, '');
  const known = pathname.startsWith(`${base}/`)
    ? /^\/clients(\/[^/]+(\/(?:legal|reporting)-entities)?)?$/.exec(pathname.slice(base.length))
    : null;
  if (known === null) return '(another path)';
  const [, id, entities = ''] = known;
  return `/clients${id === undefined ? '' : `/:id${entities}`}${query === undefined ? '' : '?…'}`;
}

/** Whether a request id has the id of a client in it, which the path has too. Short ones stand in many by chance. */
function isOfPath(requestId: string, path: string): boolean {
  const id = /\/clients\/([^/?]{8,})/.exec(path)?.[1];
  return id !== undefined && requestId.includes(id);
}

/** Never the message of an error, which names hosts, proxies, or what a service said. */
function describeFailure(error: unknown): string {
  const codes = errorCodes(error).filter((code) => ERROR_CODE.test(code));
  return [kindOf(error), ...new Set(codes)].slice(0, 1 + MAX_CODES).join(' ');
}

function kindOf(error: unknown): string {
  if (error instanceof NetworkError) return `network failure (${error.kind})`;
  if (error instanceof TimeoutError) return `timed out (${error.phase})`;
  if (error instanceof ProtocolError) return `not understood (${error.reason})`;
  if (!(error instanceof Error)) return 'failed';
  return error.name === 'AbortError' ? 'cancelled' : /^\w{1,40}Error$/.test(error.name) ? error.name : 'failed';
}
