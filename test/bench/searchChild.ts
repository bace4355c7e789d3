/**
 * A fresh process that types: `searchChild.js <way> <clients or URL>`. Figures are ms a key, or bytes kept in all.
 *
 * Each key counts with the median of several typings, so that what else the machine does is no part of the worst.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientNode } from '../../src/model/hierarchy/clientNode';
import type { Hierarchy } from '../../src/model/hierarchy/hierarchy';
import { ClientSearch, wordsOf } from '../../src/model/search/clientSearch';
import type { ClientStore } from '../../src/model/store/clientStore';
import { TreeFilter } from '../../src/view/treeFilter';
import { report, type Figures } from './alone';
import { build, records } from './records';
import { median } from './targets';
import { mistyped, typed } from './typing';
import { ways } from './ways';

const SEQUENCES = 10;
const TYPINGS = 7;
/** As many as the quick pick shows. */
const PICKS = 200;

/** Answers one state of the box. */
type Answer = (query: string) => unknown;

/** Types the sequences one after the other; how long each key took. */
function times(sequences: readonly string[][], open: () => Answer): number[] {
  const typings = Array.from({ length: TYPINGS + 1 }, () => {
    const answer = open();
    return sequences.flat().map((query) => {
      const begun = performance.now();
      answer(query);
      return performance.now() - begun;
    });
  });
  // The first typing warms up.
  const [first = [], ...measured] = typings;
  return first.map((_, key) => median(measured.map((typing) => typing[key] ?? Number.NaN)));
}

function figures(nodes: readonly ClientNode[], find: () => Answer, filter: () => Answer): Figures {
  const names = typed(nodes, SEQUENCES);
  const found = times(names, find);
  const filtered = times(names, filter);
  const nearly = times(mistyped(nodes, SEQUENCES), find);
  return {
    find: median(found),
    findWorst: Math.max(...found),
    filter: median(filtered),
    filterWorst: Math.max(...filtered),
    typo: median(nearly),
    typoWorst: Math.max(...nearly),
  };
}

function ours(hierarchy: Hierarchy): Figures {
  const open = () => {
    const search = new ClientSearch(hierarchy);
    const steps = search.prepareSteps();
    while (steps.next().done !== true);
    return search;
  };
  const find = () => {
    const search = open();
    return (query: string) => search.search(query, PICKS);
  };
  const filter = () => {
    const search = open();
    return (query: string) => new TreeFilter(query, search);
  };
  return figures([...hierarchy.all()], find, filter);
}

/** Every folded name looked at for each key: what has each word in it, or, where there is none, has its letters strewn in it. */
function scanned(nodes: readonly ClientNode[]): Figures {
  const names = nodes.map((node) => node.foldedName);
  const scan: Answer = (query) => {
    const words = wordsOf(query);
    const hits = nodes.filter((_, at) => words.every((word) => names[at]?.includes(word)));
    if (hits.length > 0) return hits.slice(0, PICKS);
    return nodes.filter((_, at) => words.every((word) => isStrewnIn(names[at] ?? '', word))).slice(0, PICKS);
  };
  const all: Answer = (query) => {
    const words = wordsOf(query);
    const hits = new Set(nodes.filter((_, at) => words.every((word) => names[at]?.includes(word))));
    const shown = new Set<ClientNode>();
    for (const hit of hits) for (let at: ClientNode | null = hit; at !== null; at = at.parent) shown.add(at);
    return shown;
  };
  return figures(
    nodes,
    () => scan,
    () => all,
  );
}

/** Whether the letters of `word` are in `name` in that order, as pickers of files match. */
function isStrewnIn(name: string, word: string): boolean {
  let at = -1;
  for (let letter = 0; letter < word.length; letter++) {
    at = name.indexOf(word.charAt(letter), at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** What the loaded clients keep alive, without a search and with one that is ready. */
async function memory(url: string): Promise<Figures> {
  const collect = async (): Promise<number> => {
    await sleep(100);
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const load = await ways.ours(url);
  const before = await collect();
  const store = (await load()) as ClientStore;
  const loaded = await collect();
  await store.prepareSearch();
  if (store.search?.search('holding', PICKS).length !== PICKS) throw new Error('not loaded');
  const prepared = await collect();
  return { loaded: loaded - before, prepared: prepared - before };
}

async function main([way, what = '']: string[]): Promise<void> {
  if (way === 'memory') {
    report(await memory(what));
    return;
  }
  const hierarchy = build(records(Number(what)));
  report(way === 'ours' ? ours(hierarchy) : scanned([...hierarchy.all()]));
}

void main(process.argv.slice(2));
