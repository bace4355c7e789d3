/**
 * A pull parser over the bytes of JSON: the caller asks for what it expects next, and values are made only of what it
 * asks for.
 *
 * It accepts no more than JSON does, and may give up on valid JSON; then `isReliable` is false, all answers from there on
 * mean nothing, and the bytes are to be parsed by `JSON.parse`.
 */
import { Buffer } from 'node:buffer';
import { parsed } from '../base/json';
import { decode } from './jsonChunk';

// Bytes of JSON's tokens. Constants of this file and not imported ones, since they are compared with every byte.
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

// For the SWAR test of `#plainEnd`: one byte in each of the four lanes of a 32-bit integer.
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const SPACES = 0x20202020;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** Longest string (bytes, escapes as written) that is read. Names and ids this long are looked at more closely elsewhere. */
const MAX_STRING_BYTES = 21_845;

/** Bytes to compare others with: as 32-bit integers, and the last three at most one by one. */
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

  /** Whether `view` has these bytes from position `at` on. */
  isAt(view: DataView, at: number): boolean {
    if (at + this.length > view.byteLength) return false;
    const fours = this.#fours;
    let offset = at;
    for (let each = 0; each < fours.length; each++, offset += 4) {
      if (view.getInt32(offset, true) !== fours[each]) return false;
    }
    const rest = this.#rest;
    for (let each = 0; each < rest.length; each++, offset++) if (view.getUint8(offset) !== rest[each]) return false;
    return true;
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);

export class JsonCursor {
  readonly bytes: Buffer;
  readonly #view: DataView;
  /** Position of the next byte to be read. */
  at = 0;
  /** Whether all that was read is valid JSON of the shape that was asked for. */
  isReliable = true;
  /** Whether the next member is the first of its object. */
  #isFirst = false;
  /** Position of the first byte of the string that was read last, behind its opening quote. */
  start = 0;
  /** Position of the closing quote of that string. */
  stop = 0;
  /** Whether its bytes are its UTF-8 as they are: no escapes, no control characters. */
  #isPlain = false;
  #isAscii = false;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Goes to position `offset`, and is sure again. */
  goBack(offset: number): void {
    this.at = offset;
    this.isReliable = true;
  }

  /** Is no longer sure. Returns `false`, for use in conditions. */
  bail(): false {
    this.isReliable = false;
    return false;
  }

  /** Steps over white space. Returns the byte behind it, without stepping over that; `undefined` at the end. */
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
  consume(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** Steps over the bytes of `snippet`, if exactly these come next. */
  consumeSnippet(snippet: Snippet): boolean {
    if (!snippet.isAt(this.#view, this.at)) return false;
    this.at += snippet.length;
    return true;
  }

  /** The bytes from position `start` up to `stop`, or up to the next byte to be read where `stop` is left out. */
  snippet(start: number, stop = this.at): Snippet {
    return new Snippet(this.bytes.subarray(start, stop));
  }

  /** Steps over the opening bracket of an object. Gives up where there is none. */
  enterObject(): void {
    this.#isFirst = this.consume(OPEN_OBJECT) || this.bail();
  }

  /**
   * Steps over the name of the next member and its colon: the value comes next, and the name is the string that was
   * read last. Behind the last member it steps over the closing bracket and returns `false`.
   */
  nextMember(): boolean {
    if (!this.isReliable) return false;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (isFirst ? this.consume(CLOSE_OBJECT) : !this.consume(COMMA)) {
      return isFirst || this.consume(CLOSE_OBJECT) ? false : this.bail();
    }
    return this.readText() && (this.consume(COLON) || this.bail());
  }

  /** Steps over the opening bracket of a list. Of an empty list it steps over both and returns `false`. */
  enterList(): boolean {
    return this.consume(OPEN_LIST) ? !this.consume(CLOSE_LIST) : this.bail();
  }

  /** Steps over the comma before the next member of a list; behind the last one over the bracket, returning `false`. */
  nextItem(): boolean {
    if (!this.isReliable || this.consume(COMMA)) return this.isReliable;
    return this.consume(CLOSE_LIST) ? false : this.bail();
  }

  /** Steps over the comma behind a value. */
  consumeComma(): boolean {
    return this.consume(COMMA);
  }

  /** Steps over `null`, if it comes next. */
  consumeNull(): boolean {
    // No other value begins with this letter.
    if (this.peek() !== 0x6e) return false;
    if (this.bytes.toString('latin1', this.at, this.at + 4) !== 'null') return this.bail();
    this.at += 4;
    return true;
  }

  /** Reads a string; gives up on one with escapes. `text` then returns it. */
  readText(): boolean {
    return (this.#readString() && this.#isPlain) || this.bail();
  }

  /** Reads any string and returns it; gives up and returns `undefined` where no string comes next. */
  readAnyText(): string | undefined {
    if (!this.#readString()) return undefined;
    if (this.#isPlain) return this.text();
    const value = parsed(decode(this.bytes.subarray(this.start - 1, this.stop + 1)));
    if (typeof value === 'string') return value;
    this.bail();
    return undefined;
  }

  #readString(): boolean {
    if (!this.consume(QUOTE)) return this.bail();
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
        return this.stop - this.start <= MAX_STRING_BYTES || this.bail();
      }
      if (byte > 0x7f) this.#isAscii = false;
      else if (byte < SPACE || byte === BACKSLASH) this.#isPlain = false;
      this.stop += byte === BACKSLASH ? 2 : 1;
    }
    return this.bail();
  }

  /**
   * Skips plain bytes from position `at` on, four at a time by a SWAR test (SIMD within a register). Plain is what a
   * string can hold but for backslashes and bytes above 0x7f. Returns the position of the first four that are not all
   * plain, or where fewer than four are left.
   */
  #plainEnd(at: number): number {
    const view = this.#view;
    const last = view.byteLength - 4;
    let offset = at;
    while (offset <= last) {
      const four = view.getInt32(offset, true);
      const quotes = four ^ QUOTES;
      const backslashes = four ^ BACKSLASHES;
      // `(x - n) & ~x` has the high bit of a lane set where its byte is below n, for n up to 128, and no high bit set
      // where no byte is. With n = 1 it finds bytes that are 0: those that the XOR found equal.
      const marks =
        four | ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((four - SPACES) & ~four);
      if ((marks & HIGH_BITS) !== 0) break;
      offset += 4;
    }
    return offset;
  }

  /** Whether the string that was read last is `text`, which is ASCII. */
  isText(text: string): boolean {
    const { bytes, start } = this;
    const { length } = text;
    if (this.stop - start !== length) return false;
    for (let at = 0; at < length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  /** Whether the string that was read last is `''`. */
  get isEmpty(): boolean {
    return this.start === this.stop;
  }

  /** The string that was read last. Right only for one without escapes, as `readText` reads it. */
  text(): string {
    return this.bytes.toString(this.#isAscii ? 'latin1' : 'utf8', this.start, this.stop);
  }

  /** Whether the bytes of the string that was read last, closing quote included, are also those from `offset` on. */
  isAlsoAt(offset: number): boolean {
    const { bytes, start } = this;
    const shift = offset - start;
    // Backwards: ids that were made one after the other differ at their ends.
    let at = this.stop;
    while (at >= start && bytes[at] === bytes[at + shift]) at--;
    return at < start;
  }

  /** Steps over a value of any kind: to where its brackets are closed, and by `JSON.parse` to see that it is valid. */
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
    if (parsed(decode(bytes.subarray(start, this.at))) === undefined) this.bail();
  }
}
