import type { ClientRecord } from '../../../src/api/jsonApi';
import { build, record } from './records';

/**
 * The records that a service holds, edited as it would edit them. Records with the same id, and links that do not agree,
 * stay as odd as they are; but an edit leaves both ends of the tie that it makes or cuts in step.
 */
export class ServerRecords {
  #records: ClientRecord[];
  #created = 0;

  constructor(records: readonly ClientRecord[]) {
    this.#records = [...records];
  }

  get records(): readonly ClientRecord[] {
    return this.#records;
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.#records.map(({ id }) => id));
  }

  /** A new client under an id that no one has, which others may have listed all the same. Returns the answer. */
  create(name: string, parentId: string | null): ClientRecord {
    const unused = ['f', 'e', 'd'].find((id) => !this.ids.has(id));
    const created = record(unused ?? `new ${String(++this.#created)}`, { name, parentId });
    this.put(created);
    return created;
  }

  rename(id: string, name: string): void {
    this.#records = this.#records.map((each) => (each.id === id ? { ...each, name } : each));
  }

  /** Nothing happens where there is no such client, even if others list one: there is nothing to delete. */
  remove(id: string): void {
    if (!this.ids.has(id)) return;
    this.#records = this.#records.filter((each) => each.id !== id);
    for (const owner of this.ids) this.#unlist(owner, id);
  }

  /** `put` replaces every record with its id; a parent that it had not before lists it, and the one it had does not. */
  put(put: ClientRecord): void {
    const before = build(this.#records).get(put.id);
    this.#records = [...this.#records.filter((each) => each.id !== put.id), put];
    if (before !== undefined && before.parentId === put.parentId) return;
    if (before?.parentId != null && before.parentId !== put.id) this.#unlist(before.parentId, put.id);
    if (put.parentId !== null && put.parentId !== put.id) this.#list(put.parentId, put.id);
  }

  #list(owner: string, id: string): void {
    this.#relist(owner, (ids) => [...ids.filter((each) => each !== id), id]);
  }

  #unlist(owner: string, id: string): void {
    this.#relist(owner, (ids) => ids.filter((each) => each !== id));
  }

  #relist(owner: string, change: (ids: readonly string[]) => readonly string[]): void {
    this.#records = this.#records.map((each) =>
      each.id === owner && each.childIds !== undefined ? { ...each, childIds: change(each.childIds) } : each,
    );
  }
}
