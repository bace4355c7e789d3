import { STATUS_CODES } from 'node:http';
import { isObject, type JsonObject } from '../base/json';
import { pointerOf } from '../base/jsonPath';
import type { DemoClient, DemoData, DemoEntity } from './demoData';

/**
 * JSON:API documents of the demo service: its resources going out, the documents of POST and PATCH coming in.
 *
 * Sources: the Clients page of the Aleta API reference (2025-11-12.1) for client resources, docs.aleta.io/api/clients
 * and experimental-cli-docs.aleta.io for the entities, jsonapi.org/format 1.1 for linkage and error objects.
 */

/** A request that is answered with an error document. Its texts go out: nothing secret may be in them. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** JSON pointer (RFC 6901) into the request document, or a query parameter's name; at most one of them. */
  readonly source: { readonly pointer?: string; readonly parameter?: string } | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    more: { readonly source?: Refusal['source']; readonly headers?: Refusal['headers'] } = {},
  ) {
    super(detail);
    this.status = status;
    this.source = more.source;
    this.headers = more.headers ?? {};
  }
}

/** The error document that tells of `refusal`. */
export function errorDocument({ status, message, source }: Refusal): unknown {
  const title = STATUS_CODES[status] ?? 'Error';
  const code = title.toLowerCase().replaceAll(' ', '_');
  return { errors: [{ status: String(status), code, title, detail: message, ...(source && { source }) }] };
}

const link = (type: string, id: string) => ({ type, id });

/** The whole resource of a client, with all four relationships. */
export function clientResource(client: DemoClient, data: DemoData): unknown {
  const { id, name, parentId, legalEntities, reportingEntities } = client;
  return {
    id,
    type: 'client',
    attributes: { name },
    relationships: {
      children: { data: data.childIds(id).map((child) => link('client', child)) },
      legalEntities: { data: legalEntities.map((entity) => link('legal-entity', entity.id)) },
      parent: { data: parentId === null ? null : link('client', parentId) },
      reportingEntities: { data: reportingEntities.map((entity) => link('reporting-entity', entity.id)) },
    },
  };
}

/** The resource of a legal entity; accounts and depositories are always empty here. */
export function legalEntityResource({ id, name }: DemoEntity, owner: DemoClient): unknown {
  const relationships = {
    client: { data: link('client', owner.id) },
    accounts: { data: [] },
    depositories: { data: [] },
  };
  return { id, type: 'legal-entity', attributes: { name }, relationships };
}

/** The resource of a reporting entity. */
export function reportingEntityResource({ id, name }: DemoEntity, owner: DemoClient): unknown {
  const relationships = { client: { data: link('client', owner.id) } };
  return { id, type: 'reporting-entity', attributes: { name }, relationships };
}

/** What a client still owns, as in "2 clients, 1 legal entity and 1 reporting entity"; empty if it owns nothing. */
export function ownedBy(client: DemoClient, data: DemoData): string {
  const parts = [
    counted(data.childIds(client.id).length, 'client', 'clients'),
    counted(client.legalEntities.length, 'legal entity', 'legal entities'),
    counted(client.reportingEntities.length, 'reporting entity', 'reporting entities'),
  ].filter((part) => part !== '');
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

const counted = (count: number, one: string, many: string): string =>
  count === 0 ? '' : `${count} ${count === 1 ? one : many}`;

/**
 * Reads the document of `POST /clients`. `isKnown` says whether a client of that id exists.
 * Throws a {@link Refusal} with a pointer for everything else than the documented shape.
 */
export function readCreate(body: unknown, isKnown: (id: string) => boolean): { name: string; parentId: string | null } {
  const data = readData(body);
  if (data['id'] !== undefined) refuse('/data/id', 'The service makes the id of a new client.');
  const name = readName(data);
  const { relationships = {} } = data;
  if (!isObject(relationships)) refuse('/data/relationships', 'Relationships must be an object.');
  refuseOthers(relationships, '/data/relationships', ['parent']);
  return { name, parentId: readParent(relationships['parent'], isKnown) };
}

/** Reads the document of `PATCH /clients/:id`, the new name. Throws a {@link Refusal} as {@link readCreate} does. */
export function readRename(body: unknown, id: string): string {
  const data = readData(body);
  if (typeof data['id'] !== 'string') refuse('/data/id', 'The id of the client is missing.');
  if (data['id'] !== id) refuse('/data/id', 'The id of the document is not the id of the path.', 409);
  if (data['relationships'] !== undefined) refuse('/data/relationships', 'A client cannot be moved.');
  return readName(data);
}

function refuse(pointer: string, detail: string, status = 422): never {
  throw new Refusal(status, detail, { source: { pointer } });
}

function refuseOthers(object: JsonObject, pointer: string, allowed: readonly string[]): void {
  const other = Object.keys(object).find((key) => !allowed.includes(key));
  if (other === undefined) return;
  refuse(pointer + pointerOf([other]), `Only ${allowed.join(', ')} can be given here.`);
}

function readData(body: unknown): JsonObject {
  const data = isObject(body) ? body['data'] : undefined;
  if (isObject(body)) refuseOthers(body, '', ['data']);
  if (!isObject(data)) refuse('/data', 'The document needs a resource object as its data.');
  if (data['type'] !== 'client') refuse('/data/type', 'The type must be "client".');
  refuseOthers(data, '/data', ['id', 'type', 'attributes', 'relationships']);
  return data;
}

function readName(data: JsonObject): string {
  const attributes = data['attributes'];
  if (!isObject(attributes)) refuse('/data/attributes', 'The attributes are missing.');
  refuseOthers(attributes, '/data/attributes', ['name']);
  const name = attributes['name'];
  if (typeof name !== 'string') refuse('/data/attributes/name', 'The name must be a string.');
  // A lone surrogate has no UTF-8: no service could store it (RFC 8259, 8.2).
  if (!name.isWellFormed()) refuse('/data/attributes/name', 'The name must be Unicode text.');
  if (name.trim() === '') refuse('/data/attributes/name', 'The name must not be blank.');
  return name;
}

function readParent(parent: unknown, isKnown: (id: string) => boolean): string | null {
  const pointer = '/data/relationships/parent';
  if (parent === undefined) return null;
  const linkage = isObject(parent) ? parent['data'] : undefined;
  if (linkage === null) return null;
  if (!isObject(linkage) || linkage['type'] !== 'client' || typeof linkage['id'] !== 'string') {
    refuse(pointer, 'The parent must link to one client, or to null.');
  }
  if (!isKnown(linkage['id'])) refuse(pointer, 'The parent client does not exist.');
  return linkage['id'];
}
