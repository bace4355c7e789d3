/**
 * JSON:API documents of the Aleta API: `unknown` in, checked records out, one record at a time.
 *
 * Sources: the Clients page of the Aleta API reference (2025-11-12.1) for the resources, and jsonapi.org/format 1.1
 * for documents, linkage and error objects.
 */
import { abbreviatedJson, isObject, type JsonObject } from '../base/json';

/**
 * Media type of our requests, as the Clients page spells it. JSON:API's own is `application/vnd.api+json`: the service
 * answers with either, and both are accepted.
 */
export const MEDIA_TYPE = 'application/vnd.json+api';

/** One client resource, checked. Counts are of distinct linked ids. */
export interface ClientRecord {
  readonly id: string;
  readonly name: string;
  /** Id of the owning client; `null` at top level, and where the relationship is missing. */
  readonly parentId: string | null;
  /** Distinct linked ids in document order; `undefined` where the relationship is missing or was not understood. */
  readonly childIds: readonly string[] | undefined;
  readonly legalEntities: number;
  readonly reportingEntities: number;
  /**
   * JSON pointers (RFC 6901), relative to the record, of members that were not understood, the first 100 of them. Empty
   * for a good record.
   */
  readonly problems: readonly string[];
}

/** One client resource as the answer of a single request has it: `undefined` is what the answer does not say. */
export interface ClientAnswer extends Omit<ClientRecord, 'parentId' | 'legalEntities' | 'reportingEntities'> {
  /** Id of the owning client; `null` at top level. */
  readonly parentId: string | null | undefined;
  readonly legalEntities: number | undefined;
  readonly reportingEntities: number | undefined;
}

/** A member of a list's `data` that is not a client resource. Shown as such, never dropped. */
export interface BadRecord {
  /** Position in the list, from 0. */
  readonly index: number;
  /** JSON pointer, relative to the record, of the first member that was not understood; `''` for the record itself. */
  readonly pointer: string;
  /** The record's own id where it has a usable one. */
  readonly id: string | undefined;
  /** The record as JSON, cut to 2,000 characters. */
  readonly json: string;
}

/** A legal or reporting entity of a client, checked. */
export interface EntityRecord {
  readonly id: string;
  readonly name: string;
}

/** A client resource as it came: `type` and `id` are checked, what else is in it is not. */
export interface ClientResource {
  readonly type: 'client';
  readonly id: string;
  readonly [member: string]: unknown;
}

const NO_PROBLEMS: readonly string[] = [];
const MAX_SHOWN_JSON = 2_000;
const MAX_PROBLEMS = 100;

/** Longest name or id (bytes of UTF-8). A longer one is none: nobody means it, and many would fill the memory. */
const MAX_TEXT_BYTES = 64 * 1024;

/** Checks one member of a list's `data`. Never throws, whatever `value` is. */
export function parseClient(value: unknown, index: number): ClientRecord | BadRecord {
  const answer = parseClientAnswer(value, index);
  if (isBadRecord(answer)) return answer;
  const { id, name, parentId = null, childIds, legalEntities = 0, reportingEntities = 0, problems } = answer;
  return { id, name, parentId, childIds, legalEntities, reportingEntities, problems };
}

/** Checks a client of a single answer. Never throws, whatever `value` is. */
export function parseClientAnswer(value: unknown, index = 0): ClientAnswer | BadRecord {
  // What a client needs is what an entity has; its relationships may be missing or wrong.
  const needed = parseEntity(value, index, 'client');
  if (isBadRecord(needed)) return needed;
  const problems: string[] = [];
  const relationships = isObject(value) ? value['relationships'] : undefined;
  if (relationships !== undefined && !isObject(relationships)) problems.push('/relationships');
  const links = isObject(relationships) ? relationships : {};
  const childIds = toMany(links, 'children', 'client', problems);
  return {
    id: needed.id,
    name: needed.name,
    parentId: toOne(links, 'parent', 'client', problems),
    childIds,
    legalEntities: toMany(links, 'legalEntities', 'legal-entity', problems)?.length,
    reportingEntities: toMany(links, 'reportingEntities', 'reporting-entity', problems)?.length,
    problems: problems.length > 0 ? problems : NO_PROBLEMS,
  };
}

/** Checks one member of a list's `data` that should be an entity of `type`. Never throws, whatever `value` is. */
export function parseEntity(value: unknown, index: number, type: string): EntityRecord | BadRecord {
  const bad = (pointer: string): BadRecord => ({
    index,
    pointer,
    id: usableId(value),
    json: abbreviatedJson(value, MAX_SHOWN_JSON),
  });
  if (!isObject(value)) return bad('');
  if (value['type'] !== type) return bad('/type');
  const id = usableId(value);
  if (id === undefined) return bad('/id');
  const attributes = value['attributes'];
  if (!isObject(attributes)) return bad('/attributes');
  const name = attributes['name'];
  return typeof name === 'string' && !isTooLong(name) ? { id, name } : bad('/attributes/name');
}

/** `value` as a client's resource, whatever else is in it; `undefined` where it is none. */
export function asClientResource(value: unknown): ClientResource | undefined {
  if (!isObject(value) || value['type'] !== 'client') return undefined;
  return usableId(value) === undefined ? undefined : (value as unknown as ClientResource);
}

export const isBadRecord = (record: ClientAnswer | EntityRecord | BadRecord): record is BadRecord =>
  'pointer' in record;

function usableId(value: unknown): string | undefined {
  const id = isObject(value) ? value['id'] : undefined;
  return typeof id === 'string' && id !== '' && !isTooLong(id) ? id : undefined;
}

/** Up to a third of the bytes no text is too long: no UTF-16 code unit takes more than three in UTF-8. */
const isTooLong = (text: string): boolean =>
  text.length > MAX_TEXT_BYTES / 3 && Buffer.byteLength(text) > MAX_TEXT_BYTES;

/** Characters of text (UTF-16 code units) that a record keeps in memory; 8 more for each reference to a child. */
export function textLength(record: ClientRecord | EntityRecord | BadRecord): number {
  if (isBadRecord(record)) return record.json.length + (record.id?.length ?? 0);
  let length = record.id.length + record.name.length;
  if ('parentId' in record) {
    length += record.parentId?.length ?? 0;
    for (const id of record.childIds ?? NO_PROBLEMS) length += id.length + 8;
    for (const pointer of record.problems) length += pointer.length;
  }
  return length;
}

function linkedId(linkage: unknown, type: string): string | undefined {
  return isObject(linkage) && linkage['type'] === type ? usableId(linkage) : undefined;
}

/** The id of a to-one linkage; `null` where it says that there is none, `undefined` where it does not say. */
function toOne(links: JsonObject, name: string, type: string, problems: string[]): string | null | undefined {
  const relationship = links[name];
  if (relationship === undefined) return undefined;
  const linkage = isObject(relationship) ? relationship['data'] : relationship;
  if (linkage === null) return null;
  // JSON:API lets a relationship carry only links or meta, without linkage.
  if (linkage === undefined && isObject(relationship)) return undefined;
  const id = linkedId(linkage, type);
  if (id === undefined) problems.push(`/relationships/${name}`);
  return id;
}

function toMany(links: JsonObject, name: string, type: string, problems: string[]): readonly string[] | undefined {
  const relationship = links[name];
  if (relationship === undefined) return undefined;
  const linkage = isObject(relationship) ? relationship['data'] : relationship;
  if (linkage === undefined && isObject(relationship)) return undefined;
  if (!isObject(relationship) || !Array.isArray(linkage)) {
    problems.push(`/relationships/${name}`);
    return undefined;
  }
  if (linkage.length === 0) return NO_PROBLEMS;
  const ids = linkage.map((item) => linkedId(item, type));
  if (areDistinct(ids)) return ids;
  for (const [position, id] of ids.entries()) {
    if (id === undefined && problems.length < MAX_PROBLEMS) problems.push(`/relationships/${name}/data/${position}`);
  }
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Whether `ids` are all there and all different. */
export function areDistinct(ids: readonly (string | undefined)[]): ids is readonly string[] {
  // A Set for each of the many short lists would take longer than all else here.
  if (ids.length > 8) return !ids.includes(undefined) && new Set(ids).size === ids.length;
  return ids.every((id, position) => id !== undefined && ids.indexOf(id) === position);
}

/** `data` of a document, or `undefined` where `body` is not a document with data. */
export function documentData(body: unknown): unknown {
  return isObject(body) ? body['data'] : undefined;
}

/** `links.next` of a document as written there, or `undefined`. A link may be a string or an object with `href`. */
export function nextLink(body: unknown): string | undefined {
  const links = isObject(body) ? body['links'] : undefined;
  const next = isObject(links) ? links['next'] : undefined;
  const href = isObject(next) ? next['href'] : next;
  return typeof href === 'string' && href !== '' ? href : undefined;
}
