import type { NameMark, Node, TwinMark } from './clientNode';
import { SiblingNames } from './confusableSiblings';
import type { TouchedRows } from './touchedRows';
import { isUnseen } from '../../base/skeleton';

/** Marks of names, and whose of them a change makes or ends. Knows only of the families that it was asked about. */
export class NameMarks {
  /** By the client above them. */
  readonly #families = new Map<Node | null, SiblingNames>();
  /** Clients whose mark the change that is under way may have made another, with the mark that they had before. */
  readonly #before = new Map<Node, TwinMark | undefined>();

  /** @param siblings Gives `node` and all beside it: asked for once a family. */
  of(node: Node, siblings: () => Iterable<Node>): NameMark[] {
    const { name } = node;
    if (isUnseen(name)) return [{ kind: 'noName' }];
    const twin = twinMark(node, this.#familyOf(node.parent, siblings));
    const marks: NameMark[] = twin === undefined ? [] : [twin];
    if (name.trim() !== name) marks.push({ kind: 'spacesAround' });
    return marks;
  }

  /** A client below `parent`, other than `except`, whose name can be taken for `name`. */
  alike(name: string, parent: Node | null, siblings: () => Iterable<Node>, except?: Node): Node | undefined {
    return this.#familyOf(parent, siblings).alike(name, except);
  }

  #familyOf(parent: Node | null, siblings: () => Iterable<Node>): SiblingNames {
    let family = this.#families.get(parent);
    if (family === undefined) {
      family = new SiblingNames(siblings());
      this.#families.set(parent, family);
    }
    return family;
  }

  /** `node` has come to where it is now, or has its name now. */
  came(node: Node): void {
    const family = this.#families.get(node.parent);
    if (family === undefined) return;
    this.#note(node, family);
    family.add(node);
  }

  /** `node` is about to leave where it is, or to get another name. */
  goes(node: Node): void {
    const family = this.#families.get(node.parent);
    if (family === undefined) return;
    this.#note(node, family);
    family.remove(node);
  }

  /** Those below `parent` all leave. */
  emptied(parent: Node): void {
    this.#families.delete(parent);
  }

  #note(node: Node, family: SiblingNames): void {
    for (const each of family.dependents(node)) {
      if (!this.#before.has(each)) this.#before.set(each, twinMark(each, family));
    }
  }

  /** Ends a change: touches those whose mark is another now. */
  settle(touched: TouchedRows): void {
    if (this.#before.size === 0) return;
    for (const [node, before] of this.#before) {
      const family = this.#families.get(node.parent);
      const now = family === undefined ? undefined : twinMark(node, family);
      if (JSON.stringify(now) !== JSON.stringify(before)) touched.add(node);
    }
    this.#before.clear();
  }
}

function twinMark(node: Node, family: SiblingNames): TwinMark | undefined {
  const twin = isUnseen(node.name) ? undefined : family.twinOf(node);
  if (twin === undefined) return undefined;
  const { id: otherId, name: otherName } = twin;
  return otherName === node.name ? { kind: 'sameName', otherId } : { kind: 'confusableName', otherId, otherName };
}
