/** What is wrong or suspicious about a hierarchy. Pure. */
import { fold, type ClientNode, type Mark } from './clientNode';
import type { Hierarchy } from './hierarchy';

export type Finding =
  | { readonly kind: 'mark'; readonly node: ClientNode; readonly mark: Mark }
  /** A sibling has the very same name. */
  | { readonly kind: 'sameName'; readonly node: ClientNode; readonly other: ClientNode }
  /** A sibling's name differs only in case, accents, white space, or letters that look alike. */
  | { readonly kind: 'confusableName'; readonly node: ClientNode; readonly other: ClientNode }
  /** The name has white space at an end. */
  | { readonly kind: 'spacesAround'; readonly node: ClientNode }
  /** There is nothing to be seen of the name. */
  | { readonly kind: 'noName'; readonly node: ClientNode };

/** After how many clients a caller may look at the clock. */
const STEP = 500;

/** All findings, from the top level down, siblings by name. Runs in small steps. */
export function* findings(hierarchy: Hierarchy): Generator<undefined, Finding[]> {
  const found: Finding[] = [];
  const pending: (readonly ClientNode[])[] = [hierarchy.children(null)];
  let count = 0;
  for (let siblings = pending.pop(); siblings !== undefined; siblings = pending.pop()) {
    const names = new Map<string, ClientNode>();
    const skeletons = new Map<string, ClientNode>();
    for (const node of siblings) {
      for (const mark of hierarchy.marks(node)) found.push({ kind: 'mark', node, mark });
      found.push(...nameFindings(node, names, skeletons));
      if (hierarchy.childCount(node) > 0) pending.push(hierarchy.children(node));
      if (++count % STEP === 0) yield;
    }
  }
  return found;
}

function* nameFindings(
  node: ClientNode,
  names: Map<string, ClientNode>,
  skeletons: Map<string, ClientNode>,
): Generator<Finding, undefined> {
  const { name } = node;
  if (name.trim() === '') {
    yield { kind: 'noName', node };
    return undefined;
  }
  if (name.trim() !== name) yield { kind: 'spacesAround', node };
  const same = names.get(name);
  const skeleton = skeletonOf(name);
  const alike = skeletons.get(skeleton);
  if (same !== undefined) yield { kind: 'sameName', node, other: same };
  else if (alike !== undefined) yield { kind: 'confusableName', node, other: alike };
  if (same === undefined) names.set(name, node);
  if (alike === undefined) skeletons.set(skeleton, node);
  return undefined;
}

/**
 * What is left of a name when everything is taken out that the eye passes over: case, accents, width, white space,
 * invisible characters, and the letters of other scripts that look like Latin ones (those of Unicode's confusables.txt
 * that names of clients can be expected to have; not the whole table, which is 6,000 lines).
 */
export function skeletonOf(name: string): string {
  return fold(name.normalize('NFKC'))
    .replace(/[\p{Cf}\p{Cc}\s\p{Z}]+/gu, '')
    .replace(LOOK_ALIKE, (letter) => LATIN.get(letter) ?? letter);
}

/** Pairs of a letter and the Latin one it looks like: Cyrillic, Greek, then Latin letters and digits. */
const LATIN = new Map(
  [
    'аa вb еe ѕs іl јj кk мm нh оo рp сc тt уy хx ԁd һh ԛq ԝw ьb гr',
    'αa βb εe ηn ιl κk νv οo ρp τt υu χx ζz μu γy',
    'ıl łl øo đd 0o 1l il |l',
  ]
    .flatMap((pairs) => pairs.split(' '))
    .map((pair) => [pair[0] ?? '', pair[1] ?? '']),
);
const LOOK_ALIKE = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'gu');
