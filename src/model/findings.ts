/** What is wrong or suspicious about a hierarchy. Pure. */
import { fold, type ClientNode, type Mark } from './clientNode';
import type { Hierarchy } from './hierarchy';
import { walk } from './walk';

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

/** All findings, in the order of the tree. Runs in small steps. */
export function* findings(hierarchy: Hierarchy): Generator<undefined, Finding[]> {
  const found: Finding[] = [];
  /** What was seen of the siblings of a client: those of one level are apart from each other on the walk. */
  const seen = new Map<ClientNode | null, NamesSeen>();
  let count = 0;
  for (const { node } of walk(hierarchy, hierarchy.children(null))) {
    const beside = seen.get(node.parent) ?? { names: new Map(), skeletons: new Map() };
    seen.set(node.parent, beside);
    for (const mark of hierarchy.marks(node)) found.push({ kind: 'mark', node, mark });
    found.push(...nameFindings(node, beside));
    if (++count % STEP === 0) yield;
  }
  return found;
}

/** The first of the siblings with each name, and with each skeleton of one. */
interface NamesSeen {
  readonly names: Map<string, ClientNode>;
  readonly skeletons: Map<string, ClientNode>;
}

function* nameFindings(node: ClientNode, { names, skeletons }: NamesSeen): Generator<Finding, undefined> {
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
