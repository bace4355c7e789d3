import { isObject, parsed } from '../../base/json';
import type { JsonPath } from '../../base/jsonPath';
import { formatJson, parsedExactly } from '../../base/jsonText';
import { nameProblem, type NameProblem } from '../hierarchy/clientName';

/** Why what was made of a client's document cannot be saved. */
export type DocumentProblem =
  | { readonly kind: 'notJson' }
  /** A member that cannot be changed was changed, added or taken out. */
  | { readonly kind: 'changed'; readonly path: JsonPath }
  /** The name is not there, or is no text. */
  | { readonly kind: 'noName' }
  | { readonly kind: 'badName'; readonly problem: NameProblem };

/** What was made of a client's document: a name to be saved, the same as before or another; or what is wrong. */
export type DocumentEdit =
  | { readonly name: string | undefined; readonly problems: readonly [] }
  | { readonly name: undefined; readonly problems: readonly [DocumentProblem, ...DocumentProblem[]] };

/** Where the one thing stands that can be changed. */
export const NAME_PATH: JsonPath = ['attributes', 'name'];

const MAX_PROBLEMS = 100;

/** A client's resource as a person reads and edits it. @param resource its JSON text. */
export const documentText = (resource: string): string => `${formatJson(resource)}\n`;

/** The name in a document, as it stands there; `undefined` where there is none. */
export function nameIn(text: string): string | undefined {
  const name = nameOf(parsed(text));
  return typeof name === 'string' ? name : undefined;
}

/**
 * Compares an edited document with those that it may have been made from, and judges it by the one that it differs least
 * from. Only the name may differ. White space and the order of members do not count.
 *
 * @param possibleOriginals Documents that editors were given; at least one.
 * @param isRestored Whether `text` was made from an earlier document, which is not known: then members other than the id, the
 * type and the name may have become others on the service since, and are not compared.
 */
export function readDocument(text: string, possibleOriginals: readonly string[], isRestored = false): DocumentEdit {
  const value = parsedExactly(text);
  if (value === undefined) return { name: undefined, problems: [{ kind: 'notJson' }] };
  const originals = possibleOriginals.map(parsedExactly);
  const changes = originals.map((original) =>
    [...take(differences(original, value, []), MAX_PROBLEMS)].filter(
      (path) => !isRestored || isAboveName(path) || path[0] === 'id' || path[0] === 'type',
    ),
  );
  const fewest = changes.reduce((least, each) => (each.length < least.length ? each : least), changes[0] ?? []);
  const name = nameOf(value);
  const [first, ...others]: DocumentProblem[] = [
    ...fewest.map((path) => ({ kind: 'changed', path }) as const),
    ...(fewest.some(isAboveName) || originals.some((original) => nameOf(original) === name) ? [] : nameProblems(name)),
  ];
  if (first !== undefined) return { name: undefined, problems: [first, ...others] };
  return { name: typeof name === 'string' ? name : undefined, problems: [] };
}

function nameProblems(name: unknown): DocumentProblem[] {
  if (typeof name !== 'string') return [{ kind: 'noName' }];
  const problem = nameProblem(name);
  return problem === undefined ? [] : [{ kind: 'badName', problem }];
}

/** Paths at which `b` is not as `a`, but for the name; of what is missing or too much, the path of itself. */
function* differences(a: unknown, b: unknown, path: JsonPath): Generator<JsonPath, void> {
  if (isSamePath(path, NAME_PATH)) return;
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const inner = [...path, key];
      if (Object.hasOwn(a, key) && Object.hasOwn(b, key)) yield* differences(a[key], b[key], inner);
      else if (!isSamePath(inner, NAME_PATH)) yield inner;
    }
  } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) yield* differences(item, b[index], [...path, index]);
  } else if (a !== b) {
    yield path;
  }
}

const isSamePath = (a: JsonPath, b: JsonPath): boolean => a.length === b.length && a.every((key, i) => key === b[i]);

const isAboveName = (path: JsonPath): boolean =>
  path.length < NAME_PATH.length && path.every((key, i) => key === NAME_PATH[i]);

function* take<T>(items: Iterable<T>, count: number): Generator<T, void> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}

function nameOf(value: unknown): unknown {
  const attributes = isObject(value) ? value['attributes'] : undefined;
  return isObject(attributes) ? attributes['name'] : undefined;
}
