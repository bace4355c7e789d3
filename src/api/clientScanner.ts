/**
 * Reads client records straight from the bytes of a list, without making objects of all that is in them: of a linkage
 * only the id matters, and of most not even that.
 *
 * It is a short cut and no judge: it takes only what it is sure of, and gives up on anything else (another shape than
 * the documented one, a member that comes twice, an id with an escape), which is then left to `JSON.parse` and
 * `parseClient`.
 *
 * Records of one service look alike. So what stands between the values of one record is kept, and compared with the
 * next one: where all of that is the same, byte for byte, only the values are left to be read.
 */
import type { Buffer } from 'node:buffer';
import { areDistinct, type ClientRecord } from './jsonApi';
import { JsonCursor, Snippet } from './jsonCursor';

const RELATIONSHIPS = ['children', 'legalEntities', 'parent', 'reportingEntities'] as const;

/** What is read of a client; `other` is what nobody needs. */
type ValueName = 'id' | 'name' | (typeof RELATIONSHIPS)[number] | 'other';

/** One value in a template. */
interface TemplateField {
  /** The bytes between the value before it, or the start of the record, and this one, as `,"attributes":{"name":`. */
  readonly before: Snippet;
  readonly name: ValueName;
}

/** How a record is written: its values in order and every byte around them. */
interface RecordTemplate {
  readonly fields: readonly TemplateField[];
  /** The bytes behind the last value. */
  readonly end: Snippet;
}

/** Most linked entities of one kind whose ids are compared each with each; a record with more is given up. */
const MAX_COMPARED = 32;
const NONE: readonly string[] = [];

/** Reads the raw members of one list, one after the other. */
export class ClientScanner {
  #template: RecordTemplate | undefined;
  /** Records that were read by the template. */
  #hits = 0;
  /** Records that were read member by member, since they have no template or another one. */
  #misses = 0;
  /** By resource type: the bytes of a linkage before the string of its id, and those behind it. */
  readonly #linkages = new Map<string, readonly [before: Snippet, behind: Snippet]>();
  /** Positions at which the ids of the entities of one relationship start, while they are counted. */
  readonly #counted: number[] = [];

  /** Layout of the record that is being read member by member, up to position `#end`. */
  #fields: TemplateField[] = [];
  #end = 0;
  /** Names of the members that this record has had. */
  readonly #seen = new Set<string>();

  #cursor = new JsonCursor();
  #id: string | undefined;
  #name: string | undefined;
  #parentId: string | null | undefined;
  #childIds: readonly string[] | undefined;
  #legalEntities: number | undefined;
  #reportingEntities: number | undefined;

  /** The records of `rawMembers`, members of a list with commas between them; `undefined` where it is not sure of each. */
  scan(rawMembers: Buffer): readonly ClientRecord[] | undefined {
    const cursor = (this.#cursor = new JsonCursor(rawMembers));
    const records: ClientRecord[] = [];
    do {
      const record = this.#client();
      if (record === undefined) return undefined;
      records.push(record);
    } while (cursor.consumeComma());
    return cursor.isAtEnd ? records : undefined;
  }

  /** Reads one record: by the template of an earlier one, and where that does not fit member by member. */
  #client(): ClientRecord | undefined {
    const cursor = this.#cursor;
    cursor.peek();
    const start = cursor.at;
    this.#forget();
    if (this.#readByTemplate()) {
      this.#hits++;
    } else {
      this.#misses++;
      cursor.goBack(start);
      this.#forget();
      this.#readMembers();
    }
    if (!cursor.isReliable || this.#id === undefined || this.#name === undefined) return undefined;
    return {
      id: this.#id,
      name: this.#name,
      parentId: this.#parentId ?? null,
      childIds: this.#childIds,
      legalEntities: this.#legalEntities ?? 0,
      reportingEntities: this.#reportingEntities ?? 0,
      problems: NONE,
    };
  }

  #forget(): void {
    this.#id = undefined;
    this.#name = undefined;
    this.#parentId = undefined;
    this.#childIds = undefined;
    this.#legalEntities = undefined;
    this.#reportingEntities = undefined;
  }

  /** Whether the record has the kept template; its values are read then. */
  #readByTemplate(): boolean {
    const template = this.#template;
    if (template === undefined) return false;
    const cursor = this.#cursor;
    for (const { before, name } of template.fields) {
      if (!cursor.consumeSnippet(before)) return false;
      this.#read(name);
    }
    return cursor.isReliable && cursor.consumeSnippet(template.end);
  }

  /** Reads a record member by member, and keeps its template for the next record. */
  #readMembers(): void {
    const cursor = this.#cursor;
    this.#fields = [];
    this.#seen.clear();
    this.#end = cursor.at;
    cursor.enterObject();
    while (cursor.nextMember()) {
      if (cursor.isText('id')) {
        if (this.#isFirst('id')) this.#readAndNote('id');
      } else if (cursor.isText('type')) {
        if (this.#isFirst('type') && cursor.readText() && !cursor.isText('client')) cursor.bail();
      } else if (cursor.isText('attributes')) {
        if (this.#isFirst('attributes')) this.#readAttributes();
      } else if (cursor.isText('relationships')) {
        if (this.#isFirst('relationships')) this.#readRelationships();
      } else {
        this.#readAndNote('other');
      }
    }
    if (!this.#seen.has('type')) cursor.bail();
    // Where most records do not fit the template of another one, making layouts costs more than it saves.
    if (!cursor.isReliable || this.#misses > 4 + this.#hits / 4) return;
    this.#template = { fields: this.#fields, end: cursor.snippet(this.#end) };
  }

  #readAttributes(): void {
    const cursor = this.#cursor;
    cursor.enterObject();
    while (cursor.nextMember()) {
      if (!cursor.isText('name')) this.#readAndNote('other');
      else if (this.#isFirst('name')) this.#readAndNote('name');
    }
  }

  #readRelationships(): void {
    const cursor = this.#cursor;
    cursor.enterObject();
    while (cursor.nextMember()) {
      const relationship = RELATIONSHIPS.find((name) => cursor.isText(name));
      if (relationship === undefined) this.#readAndNote('other');
      else if (this.#isFirst(relationship)) this.#readRelationship(relationship);
    }
  }

  #readRelationship(name: (typeof RELATIONSHIPS)[number]): void {
    const cursor = this.#cursor;
    cursor.enterObject();
    while (cursor.nextMember()) {
      if (!cursor.isText('data')) this.#readAndNote('other');
      else if (this.#isFirst(`${name}/data`)) this.#readAndNote(name);
    }
  }

  /** Whether a member comes for the first time. One that comes twice is left to `JSON.parse`, which takes the last. */
  #isFirst(member: string): boolean {
    if (this.#seen.has(member)) return this.#cursor.bail();
    this.#seen.add(member);
    return true;
  }

  /** Reads a value, and adds it with the bytes before it to the template. */
  #readAndNote(name: ValueName): void {
    this.#cursor.peek();
    this.#fields.push({ before: this.#cursor.snippet(this.#end), name });
    this.#read(name);
    this.#end = this.#cursor.at;
  }

  #read(name: ValueName): void {
    const cursor = this.#cursor;
    switch (name) {
      case 'id':
        if (cursor.readText()) this.#id = cursor.isEmpty ? undefined : cursor.text();
        break;
      case 'name':
        this.#name = cursor.readAnyText();
        break;
      case 'parent':
        this.#parentId = !cursor.consumeNull() && this.#readLinkage('client') ? cursor.text() : null;
        break;
      case 'children':
        this.#childIds = this.#linkedIds();
        break;
      case 'legalEntities':
        this.#legalEntities = this.#countLinked('legal-entity');
        break;
      case 'reportingEntities':
        this.#reportingEntities = this.#countLinked('reporting-entity');
        break;
      case 'other':
        cursor.skip();
    }
  }

  #linkedIds(): readonly string[] {
    const cursor = this.#cursor;
    if (!cursor.enterList()) return NONE;
    const ids: string[] = [];
    do {
      if (this.#readLinkage('client')) ids.push(cursor.text());
    } while (cursor.nextItem());
    if (!areDistinct(ids)) cursor.bail();
    return ids;
  }

  /** Number of linked entities. Gives up where two have one id, since only distinct ones count. */
  #countLinked(type: string): number {
    const cursor = this.#cursor;
    if (!cursor.enterList()) return 0;
    const counted = this.#counted;
    counted.length = 0;
    do {
      if (!this.#readLinkage(type)) break;
      for (const offset of counted) if (cursor.isAlsoAt(offset)) cursor.bail();
      if (counted.push(cursor.start) > MAX_COMPARED) cursor.bail();
    } while (cursor.nextItem());
    return counted.length;
  }

  /** Reads a resource identifier (`{"type":…,"id":…}`) of `type`; its id is then the string that was read last. */
  #readLinkage(type: string): boolean {
    const cursor = this.#cursor;
    cursor.peek();
    const begin = cursor.at;
    const template = this.#linkages.get(type);
    if (template !== undefined) {
      const [before, behind] = template;
      if (cursor.consumeSnippet(before)) {
        if (cursor.readText() && !cursor.isEmpty && cursor.consumeSnippet(behind)) return true;
        if (!cursor.isReliable) return false;
      }
      cursor.at = begin;
    }
    return this.#readAnyLinkage(type);
  }

  #readAnyLinkage(type: string): boolean {
    const cursor = this.#cursor;
    const begin = cursor.at;
    let idAt = -1;
    let isTyped = false;
    let isOther = false;
    cursor.enterObject();
    while (cursor.nextMember()) {
      if (cursor.isText('id')) {
        if (idAt >= 0) cursor.bail();
        cursor.peek();
        idAt = cursor.at;
        cursor.readText();
      } else if (cursor.isText('type')) {
        if (isTyped) cursor.bail();
        isTyped = cursor.readText() && (cursor.isText(type) || cursor.bail());
      } else {
        isOther = true;
        cursor.skip();
      }
    }
    if (!cursor.isReliable || !isTyped || idAt < 0) return cursor.bail();
    const end = cursor.at;
    cursor.at = idAt;
    if (!cursor.readText() || cursor.isEmpty) return cursor.bail();
    if (!isOther && !this.#linkages.has(type)) {
      this.#linkages.set(type, [cursor.snippet(begin, idAt), cursor.snippet(cursor.at, end)]);
    }
    cursor.at = end;
    return cursor.isReliable;
  }
}
