/**
 * Walks over the bytes of JSON without making values of it.
 *
 * It accepts no more than JSON does, and may give up on what is JSON; then `isSure` is false, everything it says from
 * there on means nothing, and the text is to be parsed.
 */
import { Buffer } from 'node:buffer';
import { decode } from './bodyPart';
import { parsed } from '../base/json';

// In this file and one by one, since they are compared with every byte.
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// The same byte four times over.
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const SPACES = 0x20202020;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** Bytes to be compared with, four at a time. */
export class Snippet {
  readonly length: number;
  readonly #fours: Int32Array;
  readonly #rest: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    const view = viewOf(bytes);
    this.#fours = Int32Array.from({ length: bytes.length >>> 2 }, (_, at) => view.getInt32(4 * at, true));
    this.#rest = Uint8Array.from(bytes.subarray(4 * this.#fours.length));
  }

  /** Whether `view` has these bytes at `at`. */
  isAt(view: DataView, at: number): boolean {
    if (at + this.length > view.byteLength) return false;
    const fours = this.#fours;
    let place = at;
    for (let each = 0; each < fours.length; each++, place += 4) {
      if (view.getInt32(place, true) !== fours[each]) return false;
    }
    const rest = this.#rest;
    for (let each = 0; each < rest.length; each++, place++) if (view.getUint8(place) !== rest[each]) return false;
    return true;
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);

export class JsonCursor {
  readonly bytes: Buffer;
  readonly #view: DataView;
  at = 0;
  isSure = true;
  /** Whether the next member is the first of its object. */
  #isFirst = false;
  /** The string that was read last: between its quotes. */
  start = 0;
  stop = 0;
  /** Whether it is as it stands there: without escapes. */
  #isPlain = false;
  #isAscii = false;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Begins again at `place`, as sure as ever. */
  goBack(place: number): void {
    this.at = place;
    this.isSure = true;
  }

  giveUp(): false {
    this.isSure = false;
    return false;
  }

  /** The byte that follows behind white space; `undefined` at the end. */
  peek(): number | undefined {
    const { bytes } = this;
    const { length } = bytes;
    let { at } = this;
    while (at < length) {
      const byte = bytes[at];
      if (byte !== SPACE && byte !== LINE_FEED && byte !== RETURN && byte !== TAB) {
        this.at = at;
        return byte;
      }
      at++;
    }
    this.at = at;
    return undefined;
  }

  /** Steps over `byte` and the white space before it, if it is there. */
  takes(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** Steps over `snippet`, if it is here to the letter. */
  takesSnippet(snippet: Snippet): boolean {
    if (!snippet.isAt(this.#view, this.at)) return false;
    this.at += snippet.length;
    return true;
  }

  /** The bytes from `start` to `stop`; to here where left out. */
  snippet(start: number, stop = this.at): Snippet {
    return new Snippet(this.bytes.subarray(start, stop));
  }

  enterObject(): void {
    this.#isFirst = this.takes(OPEN_OBJECT) || this.giveUp();
  }

  /** Goes to the value of the next member, whose name is then the string that was read last. `false` behind the last one. */
  nextMember(): boolean {
    if (!this.isSure) return false;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (isFirst ? this.takes(CLOSE_OBJECT) : !this.takes(COMMA)) {
      return isFirst || this.takes(CLOSE_OBJECT) ? false : this.giveUp();
    }
    return this.readText() && (this.takes(COLON) || this.giveUp());
  }

  /** Enters a list; `false` for an empty one, which is left again. */
  enterList(): boolean {
    return this.takes(OPEN_LIST) ? !this.takes(CLOSE_LIST) : this.giveUp();
  }

  nextItem(): boolean {
    if (!this.isSure || this.takes(COMMA)) return this.isSure;
    return this.takes(CLOSE_LIST) ? false : this.giveUp();
  }

  /** Steps over the comma behind a value. */
  takesComma(): boolean {
    return this.takes(COMMA);
  }

  takesNull(): boolean {
    // No other value begins with this letter.
    if (this.peek() !== 0x6e) return false;
    if (this.bytes.toString('latin1', this.at, this.at + 4) !== 'null') return this.giveUp();
    this.at += 4;
    return true;
  }

  /** Reads a string without escapes. */
  readText(): boolean {
    return (this.#readString() && this.#isPlain) || this.giveUp();
  }

  /** Reads any string; `undefined` where there is none. */
  readAnyText(): string | undefined {
    if (!this.#readString()) return undefined;
    if (this.#isPlain) return this.text();
    const value = parsed(decode(this.bytes.subarray(this.start - 1, this.stop + 1)));
    if (typeof value === 'string') return value;
    this.giveUp();
    return undefined;
  }

  #readString(): boolean {
    if (!this.takes(QUOTE)) return this.giveUp();
    this.start = this.at;
    this.stop = this.#plainEnd(this.at);
    this.#isPlain = true;
    this.#isAscii = true;
    const { bytes } = this;
    const { length } = bytes;
    while (this.stop < length) {
      const byte = bytes[this.stop] ?? 0;
      if (byte === QUOTE) {
        this.at = this.stop + 1;
        return true;
      }
      if (byte > 0x7f) this.#isAscii = false;
      else if (byte < SPACE || byte === BACKSLASH) this.#isPlain = false;
      this.stop += byte === BACKSLASH ? 2 : 1;
    }
    return this.giveUp();
  }

  /** Up to where, from `at` on and by four bytes at a time, there is nothing but plain ASCII, which no string ends in. */
  #plainEnd(at: number): number {
    const view = this.#view;
    const last = view.byteLength - 4;
    let place = at;
    while (place <= last) {
      const four = view.getInt32(place, true);
      const quotes = four ^ QUOTES;
      const backslashes = four ^ BACKSLASHES;
      // A byte that is 0, or less than a space, borrows from its own highest bit.
      const marks =
        four | ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((four - SPACES) & ~four);
      if ((marks & HIGH_BITS) !== 0) break;
      place += 4;
    }
    return place;
  }

  /** Whether the string that was read last is `text`, of ASCII letters. */
  isText(text: string): boolean {
    const { bytes, start } = this;
    const { length } = text;
    if (this.stop - start !== length) return false;
    for (let at = 0; at < length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  /** Whether the string that was read last is none. */
  get isEmpty(): boolean {
    return this.start === this.stop;
  }

  /** The string that was read last, which was one without escapes. */
  text(): string {
    return this.bytes.toString(this.#isAscii ? 'latin1' : 'utf8', this.start, this.stop);
  }

  /** Whether the string that was read last stands, with its closing quote, at `place` too. */
  isAlsoAt(place: number): boolean {
    const { bytes, start } = this;
    const shift = place - start;
    // From the end: ids that were made one after the other begin alike.
    let at = this.stop;
    while (at >= start && bytes[at] === bytes[at + shift]) at--;
    return at < start;
  }

  /** Steps over a value, whatever it is. */
  skip(): void {
    this.peek();
    const { bytes, at: start } = this;
    let depth = 0;
    for (let byte = bytes[start]; byte !== undefined; byte = bytes[this.at]) {
      if (byte === QUOTE) {
        if (!this.#readString()) return;
        continue;
      }
      const closes = byte === CLOSE_OBJECT || byte === CLOSE_LIST;
      if (depth === 0 && (closes || byte === COMMA)) break;
      if (closes) depth--;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
      this.at++;
    }
    if (parsed(decode(bytes.subarray(start, this.at))) === undefined) this.giveUp();
  }
}
