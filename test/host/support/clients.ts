import type { DemoClientSeed } from '../../../src/demo/demoData';
import type { ClientNode } from '../../../src/model/hierarchy/clientNode';
import type { Row } from '../../../src/view/rows';
import type { Stage } from './stage';

/** Four levels, and clients that own something of each kind. */
export const CLIENTS: readonly DemoClientSeed[] = [
  { id: 'group', name: 'Group' },
  { id: 'nordics', name: 'Nordics', parentId: 'group' },
  { id: 'branch', name: 'Branch', parentId: 'nordics' },
  { id: 'leaf', name: 'Leaf', parentId: 'branch' },
  { id: 'empty', name: 'Empty' },
  { id: 'owner', name: 'Owner', legalEntities: [{ id: 'le', name: 'LE' }] },
];

/** The row of a client, as VS Code hands it to a command. */
export const rowOf = (stage: Stage, id: string): Row => nodeOf(stage, id);

export function nodeOf({ parts }: Stage, id: string): ClientNode {
  const node = parts.store.hierarchy?.get(id);
  if (node === undefined) throw new Error(`There is no client ${id}.`);
  return node;
}
