/** A fresh process that makes edits one by one: `editsChild.js <way> <clients> <shape>`. Figures are µs an edit. */
import type { ClientRecord } from '../../src/api/jsonApi';
import type { ClientNode } from '../../src/model/hierarchy/clientNode';
import { percentile99, report } from './alone';
import { build, picker, records, type Shape } from './records';
import { median } from './targets';

const WARM_UP = 3_000;
const MEASURED = 15_000;
/** Of the baselines, which take milliseconds. */
const FEW = 30;

const newRecord = (id: number, name: string, parentId: string | null): ClientRecord => ({
  id: `ed${id.toString(16).padStart(22, '0')}`,
  name,
  parentId,
  childIds: [],
  legalEntities: 0,
  reportingEntities: 0,
  problems: [],
});

/**
 * Creates, renames and deletes in turn, anywhere in a hierarchy whose every level was looked at, and so is sorted. Each is
 * timed with asking for the clients at top level afterwards, as the tree does where those changed.
 *
 * @param isDrawn Whether each row was drawn as well, so that marks of names are kept up to date.
 */
function ours(from: readonly ClientRecord[], shape: Shape, isDrawn = false): number[] {
  const hierarchy = build(from);
  hierarchy.children(null);
  for (const node of hierarchy.all()) hierarchy.children(node);
  if (isDrawn) for (const node of hierarchy.all()) hierarchy.issues(node);
  const nodes: ClientNode[] = [...hierarchy.all()];
  const below = picker(17);
  const any = (): ClientNode => {
    const node = nodes[below(nodes.length)];
    if (node === undefined) throw new Error('no client left');
    return node;
  };
  /** A client that can be deleted, taken out of `nodes`. */
  const leaf = (): ClientNode => {
    for (;;) {
      const at = below(nodes.length);
      const node = nodes[at];
      const last = nodes.at(-1);
      if (node === undefined || last === undefined) throw new Error('no client left');
      if (hierarchy.childCount(node) > 0) continue;
      nodes[at] = last;
      nodes.pop();
      return node;
    }
  };
  const times: number[] = [];
  for (let edit = 0; edit < WARM_UP + MEASURED; edit++) {
    const name = `${any().name} ${edit}`;
    const record = newRecord(edit, name, shape === 'flat' ? null : any().id);
    const { id } = edit % 3 === 2 ? leaf() : any();
    const begun = performance.now();
    if (edit % 3 === 0) nodes.push(hierarchy.put(record).node);
    else if (edit % 3 === 1) hierarchy.rename(id, name);
    else hierarchy.remove(id);
    hierarchy.children(null);
    if (edit >= WARM_UP) times.push((performance.now() - begun) * 1_000);
  }
  return times;
}

/** One edit of a model that is never changed in place: its index is copied. */
function copied(from: readonly ClientRecord[]): number[] {
  let index = new Map(from.map((record) => [record.id, record]));
  const below = picker(17);
  return Array.from({ length: FEW }, () => {
    const known = from[below(from.length)];
    if (known === undefined) throw new Error('no client');
    const begun = performance.now();
    const next = new Map(index);
    next.set(known.id, { ...known, name: `${known.name} x` });
    index = next;
    return (performance.now() - begun) * 1_000;
  });
}

/** One edit that has the whole hierarchy made anew. */
const rebuilt = (from: readonly ClientRecord[]): number[] =>
  Array.from({ length: FEW }, () => {
    const begun = performance.now();
    build(from);
    return (performance.now() - begun) * 1_000;
  });

function main([way, count, shape = 'tree']: string[]): void {
  const from = records(Number(count), shape as Shape);
  const times = {
    ours: () => ours(from, shape as Shape),
    drawn: () => ours(from, shape as Shape, true),
    copied: () => copied(from),
    rebuilt: () => rebuilt(from),
  };
  const measured = times[way as keyof typeof times]();
  report({ p99: percentile99(measured), median: median(measured) });
}

main(process.argv.slice(2));
