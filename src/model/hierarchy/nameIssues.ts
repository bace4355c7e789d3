import { isUnseen } from '../../base/skeleton';
import type { NameIssue, Node, TwinIssue } from './clientNode';
import { ConfusableSiblings } from './confusableSiblings';
import type { TouchedRows } from './touchedRows';

/** Issues of names, and whose of them a change makes or ends. Knows only of the lists of siblings that it was asked about. */
export class NameIssues {
  /** By the client above them. */
  readonly #siblingLists = new Map<Node | null, ConfusableSiblings>();
  /** Clients whose issue the change that is under way may have made another, with the issue that they had before. */
  readonly #before = new Map<Node, TwinIssue | undefined>();

  /** @param siblings Gives `node` and all beside it: asked for once a list. */
  of(node: Node, siblings: () => Iterable<Node>): NameIssue[] {
    const { name } = node;
    if (isUnseen(name)) return [{ kind: 'noName' }];
    const twin = twinIssue(node, this.#siblingsOf(node.parent, siblings));
    const issues: NameIssue[] = twin === undefined ? [] : [twin];
    if (name.trim() !== name) issues.push({ kind: 'spacesAround' });
    return issues;
  }

  /** A client below `parent`, other than `except`, whose name can be taken for `name`. */
  alike(name: string, parent: Node | null, siblings: () => Iterable<Node>, except?: Node): Node | undefined {
    return this.#siblingsOf(parent, siblings).alike(name, except);
  }

  #siblingsOf(parent: Node | null, siblings: () => Iterable<Node>): ConfusableSiblings {
    let names = this.#siblingLists.get(parent);
    if (names === undefined) {
      names = new ConfusableSiblings(siblings());
      this.#siblingLists.set(parent, names);
    }
    return names;
  }

  /** `node` has come to where it is now, or has its name now. */
  came(node: Node): void {
    const names = this.#siblingLists.get(node.parent);
    if (names === undefined) return;
    this.#note(node, names);
    names.add(node);
  }

  /** `node` is about to leave where it is, or to get another name. */
  goes(node: Node): void {
    const names = this.#siblingLists.get(node.parent);
    if (names === undefined) return;
    this.#note(node, names);
    names.remove(node);
  }

  /** Those below `parent` all leave. */
  emptied(parent: Node): void {
    this.#siblingLists.delete(parent);
  }

  #note(node: Node, names: ConfusableSiblings): void {
    for (const each of names.dependents(node)) {
      if (!this.#before.has(each)) this.#before.set(each, twinIssue(each, names));
    }
  }

  /** Ends a change: touches the nodes whose issue is another one than before it. */
  settle(touched: TouchedRows): void {
    if (this.#before.size === 0) return;
    for (const [node, before] of this.#before) {
      const names = this.#siblingLists.get(node.parent);
      const now = names === undefined ? undefined : twinIssue(node, names);
      if (JSON.stringify(now) !== JSON.stringify(before)) touched.add(node);
    }
    this.#before.clear();
  }
}

function twinIssue(node: Node, names: ConfusableSiblings): TwinIssue | undefined {
  const twin = isUnseen(node.name) ? undefined : names.twinOf(node);
  if (twin === undefined) return undefined;
  const { id: otherId, name: otherName } = twin;
  return otherName === node.name ? { kind: 'sameName', otherId } : { kind: 'confusableName', otherId, otherName };
}
