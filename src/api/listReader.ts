/**
 * Reads a JSON:API list document while it arrives, without holding the event loop and without ever having the whole
 * body in one string.
 *
 * The members of `data` are parsed in slices of about 16 KB, each by one `JSON.parse` of `[slice]`. What is around them
 * (the "frame": everything up to the `[` and from the `]` on) is parsed at the end, as a document with an empty list.
 *
 * Why this is exact, given that a slice starts where a member starts and ends before a comma or the list's `]`:
 * a JSON parser reads from left to right and its state after a text depends on nothing but that text. If `[slice]` is
 * valid, then just before its last `]` the parser was outside strings, inside exactly one array and behind a complete
 * member. It is in that same state at that place of the body, so the comma found there does separate two members of
 * `data`. A wrong guess (a look-alike inside a name, a comma of a nested list, one behind the list's end) therefore
 * never parses; it is then looked up by counting brackets and strings. And if all slices and the frame are valid,
 * their concatenation is: nothing is accepted that `JSON.parse` refuses, whatever the bracket count said.
 */
import { Buffer, isAscii } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface ListDocument {
  /** The document without the members of `data`: `data` is `[]` where it was an array; everything else is as it was. */
  readonly rest: unknown;
  /** Number of members of `data` that were passed on. */
  readonly count: number;
  /** Length of the body in bytes. */
  readonly bytes: number;
}

export interface ReadOptions {
  /** Looked at before each slice. A body that has stalled must be ended by its owner. */
  readonly signal?: AbortSignal;
  /** Called when the event loop is about to be yielded, with what was passed on and received so far. */
  readonly onProgress?: (progress: { records: number; bytes: number }) => void;
  /** Milliseconds without yielding to the event loop after which it is yielded; 5 by default. */
  readonly holdMs?: number;
  /** Bytes parsed at a time, or more where a member ends later; 16 KB by default, which measured best. */
  readonly sliceBytes?: number;
}

/** The body is not one complete JSON document. Says where, and nothing of what stands there. */
export class MalformedJsonError extends SyntaxError {
  override readonly name = 'MalformedJsonError';
  /** Bytes before the list member, or before the part around the list, that is not valid JSON. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (at byte ${position})`);
    this.position = position;
  }
}

const SLICE_BYTES = 16 * 1024;
const PIECE_BYTES = 64 * 1024;
const DEFAULT_HOLD_MS = 5;

/**
 * Reads one document, calling `onRecord` with each member of the top-level `data` array in order, as soon as it is
 * there. A document without such an array comes back whole in `rest`.
 *
 * Accepts what `JSON.parse(body.toString('utf8'))` accepts, with the same values, but for three things: a byte order
 * mark is skipped, a second top-level `data` is refused, and the body may be longer than the longest string (one member,
 * or all that is around the list, may not). Records passed on before an error is found count for nothing.
 *
 * @throws {MalformedJsonError} when the body is not valid JSON, is cut off, or is followed by something else
 * @throws the reason of `signal` once it is aborted, and whatever `body` and `onRecord` throw
 */
export async function readList(
  body: AsyncIterable<Uint8Array>,
  onRecord: (value: unknown, index: number) => void,
  options: ReadOptions = {},
): Promise<ListDocument> {
  const { signal, onProgress, holdMs = DEFAULT_HOLD_MS, sliceBytes = SLICE_BYTES } = options;
  const reader = new Reader(onRecord, sliceBytes);
  let yielded = performance.now();

  const work = async (atEnd: boolean): Promise<void> => {
    let more = true;
    while (more) {
      signal?.throwIfAborted();
      more = reader.step(atEnd);
      // Counted by the clock, not by own work: chunks that are already buffered arrive without a turn of the loop.
      if (performance.now() - yielded < holdMs) continue;
      onProgress?.({ records: reader.count, bytes: reader.bytes });
      await nextTurn();
      yielded = performance.now();
    }
  };

  signal?.throwIfAborted();
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      reader.append(chunk.subarray(at, at + PIECE_BYTES));
      await work(false);
    }
  }
  await work(true);
  return { rest: reader.finish(), count: reader.count, bytes: reader.bytes };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Bytes appended at the end and taken from the front; what is kept is in one piece. */
class Bytes {
  // One byte is kept free before the first, for the bracket that `parse` needs there.
  private memory = Buffer.allocUnsafeSlow(1 + 2 * PIECE_BYTES);
  private start = 1;
  private end = 1;

  get view(): Buffer {
    return this.memory.subarray(this.start, this.end);
  }

  append(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.memory.length) {
      const { view } = this;
      const needed = 1 + view.length + chunk.length;
      if (needed > this.memory.length / 2) this.memory = Buffer.allocUnsafeSlow(2 * needed);
      this.memory.set(view, 1);
      this.start = 1;
      this.end = 1 + view.length;
    }
    this.memory.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Removes `length` bytes from the front. */
  drop(length: number): void {
    this.start += length;
  }

  /** Removes all from `length` on and returns it; valid until the next change. */
  cutAt(length: number): Buffer {
    const tail = this.view.subarray(length);
    this.end = this.start + length;
    return tail;
  }

  /** The members of the list written in the first `length` bytes, or `undefined` where they are not such a list. */
  parseMembers(length: number): unknown[] | undefined {
    const { memory, start } = this;
    const before = start - 1;
    const after = start + length;
    const saved = memory[after] ?? 0;
    memory[before] = OPEN_LIST;
    memory[after] = CLOSE_LIST;
    const text = decode(memory.subarray(before, after + 1));
    memory[after] = saved;
    return parsed(text) as unknown[] | undefined;
  }
}

/** Pure ASCII, as most slices are, becomes a string of one byte a letter by a mere copy. */
const decode = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');

/** Follows strings and nesting through bytes that come in parts. Right for valid JSON, harmless for other bytes. */
class Nesting {
  depth = 0;
  /** Where to go on. May be one behind the bytes that are there, when they end with a backslash. */
  position = 0;
  /** Position of the opening quote of the last string. */
  stringStart = 0;
  private quoted = false;

  get isOpen(): boolean {
    return this.quoted || this.depth > 0;
  }

  /** The next of `,:[]{}` outside strings that has at most `level` brackets open around it, or -1 at the end. */
  next(bytes: Uint8Array, level: number): number {
    const { length } = bytes;
    let { position, depth, quoted } = this;
    let found = -1;
    while (found < 0 && position < length) {
      const byte = bytes[position] ?? 0;
      if (quoted) {
        if (byte === QUOTE) quoted = false;
        else if (byte === BACKSLASH) position++;
      } else if (byte === QUOTE) {
        quoted = true;
        this.stringStart = position;
      } else if (byte === COMMA || byte === COLON) {
        if (depth <= level) found = position;
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (depth++ <= level) found = position;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (--depth <= level) found = position;
      }
      position++;
    }
    this.position = position;
    this.depth = depth;
    this.quoted = quoted;
    return found;
  }
}

/** A text found between two members, to find the next such place without counting brackets. */
interface Border {
  readonly text: Buffer;
  /** Position in `text` of the comma. */
  readonly comma: number;
}

/** From the brackets closed before the comma to the first key behind it, so that few other places look the same. */
function borderAt(bytes: Buffer, comma: number): Border | undefined {
  const before = /[\s}\]]*$/.exec(bytes.toString('latin1', Math.max(0, comma - 64), comma))?.[0] ?? '';
  const after = /^,\s*\{\s*"[^"]*"/.exec(bytes.toString('latin1', comma, comma + 128))?.[0];
  return after === undefined ? undefined : { text: Buffer.from(before + after, 'latin1'), comma: before.length };
}

class Reader {
  count = 0;
  bytes = 0;
  private readonly onRecord: (value: unknown, index: number) => void;
  private readonly sliceBytes: number;
  /** All that is outside the list: up to its `[`, and from its `]` on. */
  private readonly frame = new Bytes();
  private readonly frameNesting = new Nesting();
  private dataKeys = 0;
  private behindDataKey = false;
  /** Bytes of the body up to the end of the list, once that was found. */
  private listEnd = 0;
  /** What came of the list and was not passed on yet. */
  private readonly list = new Bytes();
  /** Of the next slice. */
  private nesting = new Nesting();
  private inList = false;
  private border: Border | undefined;
  private slices = 0;
  private wrongGuesses = 0;

  constructor(onRecord: (value: unknown, index: number) => void, sliceBytes: number) {
    this.onRecord = onRecord;
    this.sliceBytes = sliceBytes;
  }

  append(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    (this.inList ? this.list : this.frame).append(chunk);
  }

  /** Does one slice of work. Returns whether there may be more to do with what was appended. */
  step(atEnd: boolean): boolean {
    return this.inList ? this.readSlice(atEnd) : this.readFrame();
  }

  /** The document without the members of `data`, once all steps are done. */
  finish(): unknown {
    const text = this.frameText();
    const document = parsed(text);
    if (document !== undefined) return document;
    const cutOff = this.frameNesting.isOpen || text.trim() === '';
    throw cutOff ? malformed(CUT_OFF, this.bytes) : malformed(INVALID, this.listEnd);
  }

  private frameText(): string {
    const { view } = this.frame;
    const marked = view[0] === 0xef && view[1] === 0xbb && view[2] === 0xbf;
    return decode(view.subarray(marked ? 3 : 0));
  }

  private readFrame(): boolean {
    const nesting = this.frameNesting;
    const bytes = this.frame.view;
    for (let at = nesting.next(bytes, 1); at >= 0; at = nesting.next(bytes, 1)) {
      if (this.behindDataKey && bytes[at] === OPEN_LIST) {
        this.enterList(this.frame.cutAt(at + 1));
        return true;
      }
      this.behindDataKey = bytes[at] === COLON && parsed(decode(bytes.subarray(nesting.stringStart, at))) === 'data';
      if (this.behindDataKey && ++this.dataKeys > 1) {
        throw malformed('A second "data"', this.bytes - bytes.length + nesting.stringStart);
      }
    }
    return false;
  }

  private enterList(bytes: Buffer): void {
    // Known to be good before the first member is passed on, what is wrong later is wrong behind the list.
    if (parsed(`${this.frameText()}]}`) === undefined) throw malformed(INVALID, 0);
    this.list.append(bytes);
    this.inList = true;
  }

  private leaveList(): void {
    const tail = this.list.cutAt(0);
    this.listEnd = this.bytes - tail.length;
    this.frame.append(tail);
    this.inList = false;
  }

  private readSlice(atEnd: boolean): boolean {
    const bytes = this.list.view;
    if (bytes.length < 2 * this.sliceBytes && !atEnd) return false;
    if (this.border !== undefined && this.nesting.position === 0 && this.wrongGuesses * 4 <= this.slices) {
      const found = bytes.indexOf(this.border.text, this.sliceBytes);
      if (found >= 0) {
        if (this.passOn(bytes, found + this.border.comma)) return true;
        this.wrongGuesses++;
      }
    }
    const end = this.memberEnd(bytes, this.sliceBytes);
    if (end < 0) {
      if (atEnd) throw malformed(CUT_OFF, this.bytes);
      return false;
    }
    if (!this.passOn(bytes, end)) throw this.badMember();
    if (bytes[end] === COMMA) this.border = borderAt(bytes, end);
    else this.leaveList();
    return true;
  }

  /** Position of the first comma between members at or behind `least`, or of the list's end; -1 if neither is there. */
  private memberEnd(bytes: Buffer, least: number): number {
    const { nesting } = this;
    for (;;) {
      const at = nesting.next(bytes, 0);
      if (at < 0 || nesting.depth < 0 || (bytes[at] === COMMA && at >= least)) return at;
    }
  }

  /** Passes on the members before `end`, if it is the end of members; `bytes` is the list's view. */
  private passOn(bytes: Buffer, end: number): boolean {
    const members = this.list.parseMembers(end);
    if (members === undefined) return false;
    const isLast = bytes[end] !== COMMA;
    // White space alone parses too, but only a list without members may have it in place of a member.
    if (members.length === 0 && !(isLast && this.count === 0)) return false;
    this.list.drop(isLast ? end : end + 1);
    this.nesting = new Nesting();
    this.slices++;
    for (const member of members) this.onRecord(member, this.count++);
    return true;
  }

  /** Looks for the first member that is not one, in a slice that is known to have it. */
  private badMember(): MalformedJsonError {
    for (;;) {
      this.nesting = new Nesting();
      const bytes = this.list.view;
      const end = this.memberEnd(bytes, 0);
      if (end < 0 || this.list.parseMembers(end)?.length !== 1) return malformed(INVALID, this.bytes - bytes.length);
      this.list.drop(end + 1);
    }
  }
}

const INVALID = 'Not valid JSON';
const CUT_OFF = 'JSON that ends too early';
const malformed = (message: string, position: number) => new MalformedJsonError(message, position);

/** The value, or `undefined` (which is no JSON value) where `text` is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
