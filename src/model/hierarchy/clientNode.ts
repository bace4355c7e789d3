import type { ClientRecord } from '../../api/jsonApi';
import { fold } from '../../base/fold';
import { ChildList } from './childList';

/** A client in the hierarchy, as everyone but the hierarchy itself sees it. */
export interface ClientNode {
  readonly id: string;
  readonly name: string;
  /** The name as `fold` makes it, made anew each time: a search keeps what it needs of it in less than it takes. */
  readonly foldedName: string;
  /** The owning client as shown; `null` at top level. */
  readonly parent: ClientNode | null;
  /** Id of the owning client as the API says it, visible or not. */
  readonly parentId: string | null;
  /** Distinct legal entities that the client owns. */
  readonly legalEntities: number;
  readonly reportingEntities: number;
}

/** What is unusual about a client. */
export type Issue = DataIssue | NameIssue;

/** What is unusual about its record and its place. */
export type DataIssue =
  /** Shown at top level, since the client that owns it is not in the list. */
  | { readonly kind: 'parentNotVisible'; readonly parentId: string }
  /** Shown at top level, since the client that owns it is, by way of others, owned by it. */
  | { readonly kind: 'cycle'; readonly parentId: string }
  /** Several records have this id. `names` are all of theirs, sorted. */
  | { readonly kind: 'duplicateId'; readonly names: readonly string[] }
  /** It names a parent that does not list it as a child. */
  | { readonly kind: 'notListedByParent'; readonly parentId: string }
  /** Other clients than its parent list it as a child. */
  | { readonly kind: 'listedElsewhere'; readonly byIds: readonly string[] }
  /** It lists children that are not in the list. */
  | { readonly kind: 'childrenNotVisible'; readonly ids: readonly string[] }
  /** Members of its record that were not understood, as JSON pointers. */
  | { readonly kind: 'notUnderstood'; readonly pointers: readonly string[] };

/** What is unusual about its name. */
export type NameIssue =
  | TwinIssue
  /** The name has white space at an end. */
  | { readonly kind: 'spacesAround' }
  /** There is nothing to be seen of the name. */
  | { readonly kind: 'noName' };

/** A client beside it can be taken for it. Where several can, one of them is named. */
export type TwinIssue =
  /** It has the very same name. */
  | { readonly kind: 'sameName'; readonly otherId: string }
  /** Its name differs only in case, accents, white space, or letters that look alike. */
  | { readonly kind: 'confusableName'; readonly otherId: string; readonly otherName: string };

/** The hierarchy's own view of a node, and the list of its children. */
export class Node extends ChildList<Node> implements ClientNode {
  readonly id: string;
  /** `undefined` while the client is only named by others: its own record has not come yet. */
  #name: string | undefined = undefined;
  legalEntities = 0;
  reportingEntities = 0;
  /** The parent; or the id of one that this client cannot be shown under. One field, since there are many nodes. */
  link: Node | string | null = null;
  /** Belongs to the list of children that this node is in. */
  next: Node | undefined = undefined;

  constructor(id: string) {
    super();
    this.id = id;
  }

  /** Takes all that a record says of the client itself, and nothing of its place. */
  take({ name, legalEntities, reportingEntities }: ClientRecord): void {
    this.name = name;
    this.legalEntities = legalEntities;
    this.reportingEntities = reportingEntities;
  }

  /** Whether its record has come. */
  get isKnown(): boolean {
    return this.#name !== undefined;
  }

  get name(): string {
    return this.#name ?? '';
  }

  set name(name: string) {
    this.#name = name;
  }

  get foldedName(): string {
    return fold(this.name);
  }

  get parent(): Node | null {
    return typeof this.link === 'string' ? null : this.link;
  }

  get parentId(): string | null {
    return typeof this.link === 'string' ? this.link : (this.link?.id ?? null);
  }
}
