/**
 * What an answer that is no success says of itself: error objects of JSON:API, Aleta's other shape (`{"error":{…}}`), and
 * what common frameworks and gateways send in their place. Sources: RFC 9457 (problem details), RFC 6749, 5.2 (OAuth), and
 * the error pages of Amazon API Gateway, Azure API Management, Apigee, Kong, WSO2, Spring, FastAPI and Laravel.
 */
import { isObject, type JsonObject } from '../base/json';

/** One error, with only the members that are shown or logged. */
export interface ErrorObject {
  readonly status?: string;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  /** `source.pointer`, or `source.parameter` where there is no pointer. */
  readonly source?: string;
}

/** Members that hold a sentence for people, the most telling first. */
const DETAILS = [
  'detail',
  'message',
  'Message',
  'error_description',
  'errorMessage',
  'description',
  'msg',
  'faultstring',
];
const CODES = ['code', 'type', 'error', 'errorcode'];
/** Members, and headers, that name the request in the logs of whoever answered. */
const REQUEST_IDS = /^(x-)?(amzn?-|ms-)?(request|correlation|trace)[-_]?id$|^cf-ray$/i;
const MAX_REQUEST_IDS = 4;

/** The errors that a body tells of; empty where it has none that we understand. `body` is JSON, or a plain text. */
export function parseErrors(body: unknown): ErrorObject[] {
  if (typeof body === 'string') return body.trim() === '' ? [] : [{ detail: body.trim() }];
  if (!isObject(body)) return [];
  const { errors, error, fault, detail } = body;
  for (const list of [errors, detail]) if (Array.isArray(list) && list.length > 0) return list.flatMap(errorsOf);
  for (const inner of [error, fault]) if (isObject(inner)) return errorsOf(inner);
  // Laravel lists its reasons by the names of fields.
  const byField = isObject(errors) ? Object.values(errors).flat().flatMap(errorsOf) : [];
  const own = errorObject(body);
  return [...(isTelling(own) ? [own] : []), ...byField];
}

const isTelling = ({ code, title, detail }: ErrorObject): boolean => (detail ?? title ?? code) !== undefined;

function errorsOf(error: unknown): ErrorObject[] {
  if (typeof error === 'string' && error.trim() !== '') return [{ detail: error }];
  return isObject(error) ? [errorObject(error)] : [];
}

function errorObject(error: JsonObject): ErrorObject {
  const source = isObject(error['source']) ? (error['source']['pointer'] ?? error['source']['parameter']) : undefined;
  const numbered = error['code'];
  const members = Object.entries({
    status: error['status'],
    // The type of RFC 9457 is an address.
    code: typeof numbered === 'number' ? `${numbered}` : firstText(error, CODES, (text) => !/^\w+:|^\//.test(text)),
    title: error['title'],
    detail: firstText(error, DETAILS),
    source,
  });
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}

const firstText = (object: JsonObject, names: readonly string[], isFit: (text: string) => boolean = () => true) =>
  names
    .map((name) => object[name])
    .find((value): value is string => typeof value === 'string' && value.trim() !== '' && isFit(value));

/** What names the request in `body` and in `headers`, each once: a person can give it to whoever runs the service. */
export function requestIdsOf(body: unknown, headers: JsonObject): string[] {
  const first = isObject(body) && Array.isArray(body['errors']) ? (body['errors'][0] as unknown) : undefined;
  const places = isObject(body) ? [body, body['error'], body['fault'], body['meta'], first, headers] : [headers];
  const ids = places
    .filter(isObject)
    .flatMap((place) => Object.entries(place).filter(([name]) => REQUEST_IDS.test(name)));
  // JSON:API: the id of an error object is that of "this particular occurrence of the problem".
  if (isObject(first)) ids.push(['id', first['id']]);
  const texts = ids.map(([, id]) => id).filter((id) => typeof id === 'string');
  return [...new Set(texts.map((id) => id.trim().slice(0, 100)))].filter((id) => id !== '').slice(0, MAX_REQUEST_IDS);
}
