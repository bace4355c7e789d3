/**
 * Reads a JSON:API list document while it arrives, without holding the event loop and without ever having the whole
 * body in one string.
 *
 * The members of `data` are parsed in slices of about 16 KB, each by one `JSON.parse` of `[slice]`. What is around them
 * (the "envelope": up to the list's `[`, and from its `]` on) is parsed at the end, as a document with an empty list.
 *
 * Why this is exact, given that a slice starts where a member may start and ends before a comma or the list's `]`: a
 * JSON parser reads from left to right, and its state after a text depends on that text alone. If `[slice]` is valid,
 * then before its last `]` the parser was outside strings, within that one array and behind a whole member. It is in
 * the same state at the same place of the body, so the comma found there does separate two members of `data`. A wrong
 * guess (a look-alike in a name, a comma of a nested list, one behind the list's end) therefore never parses, and the
 * right place is then found by counting brackets and strings. And if all slices and the envelope are valid, so is the body
 * that they make up: nothing is accepted that `JSON.parse` refuses, whatever was guessed or counted. Slices that
 * `onRawMembers` takes as bytes are not parsed here, so it must be as strict as `JSON.parse`.
 */
import { Buffer } from 'node:buffer';
import { parsed } from '../base/json';
import { TimeSlice } from '../base/timeSlices';
import { COLON, COMMA, decode, JsonChunk, OPEN_LIST, PIECE_BYTES } from './jsonChunk';

export interface ListDocument {
  /** The document without the members of `data`: `data` is `[]` where it was an array; everything else is as it was. */
  readonly rest: unknown;
  /** Number of members of `data` that were passed on. */
  readonly count: number;
  /** Length of the body in bytes. */
  readonly bytes: number;
}

export interface ReadOptions {
  /**
   * Takes members of `data` as bytes, in place of `onRecord`: JSON with commas between the members. The bytes are valid
   * only during the call. `index` is that of the first member. Returns how many members it took: all of them, or 0 to
   * have them parsed. It must not take what is not valid JSON.
   */
  readonly onRawMembers?: (rawMembers: Buffer, index: number) => number;
  /** Looked at before each slice. A body that has stalled must be ended by its owner. */
  readonly signal?: AbortSignal;
  /** Called before each yield to the event loop: records passed on and bytes received so far. */
  readonly onProgress?: (progress: { records: number; bytes: number }) => void;
  /** Milliseconds without yielding to the event loop after which it is yielded; 4 by default. */
  readonly holdMs?: number;
  /** Bytes parsed at a time, or more where a member ends later; 16 KB by default, which measured best. */
  readonly sliceBytes?: number;
}

type OnRecord = (value: unknown, index: number) => void;

/** The body is not one complete JSON document. Says where, and nothing of what stands there. */
export class MalformedJsonError extends SyntaxError {
  override readonly name = 'MalformedJsonError';
  /** Bytes before the list member, or before the part of the envelope, that is not valid JSON. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (at byte ${position})`);
    this.position = position;
  }
}

/**
 * Reads one document, calling `onRecord` with each member of the top-level `data` array in order, as soon as it is
 * there. A document without such an array comes back whole in `rest`.
 *
 * Accepts what `JSON.parse(body.toString('utf8'))` accepts, with the same values, but for three things: a byte order
 * mark is skipped, a second top-level `data` is refused, and the body may be longer than the longest string (a single
 * member, or the envelope, may not). Records that were passed on before an error count for nothing.
 *
 * @throws {MalformedJsonError} when the body is not valid JSON, is cut off, or is followed by something else
 * @throws the reason of `signal` once it is aborted, and whatever `body` and `onRecord` throw
 */
export async function readList(
  body: AsyncIterable<Uint8Array>,
  onRecord: OnRecord,
  options: ReadOptions = {},
): Promise<ListDocument> {
  const { signal, onProgress, onRawMembers, holdMs, sliceBytes = 16 * 1024 } = options;
  const reader = new Reader(onRecord, onRawMembers, sliceBytes);
  const slice = new TimeSlice(holdMs);

  const work = async (atEnd: boolean): Promise<void> => {
    let more = true;
    while (more) {
      signal?.throwIfAborted();
      more = reader.step(atEnd);
      // Measured across chunks too: those that have arrived already follow each other without a turn of the event loop.
      if (!slice.isOver) continue;
      onProgress?.({ records: reader.count, bytes: reader.bytes });
      await slice.next();
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

class Reader {
  count = 0;
  bytes = 0;
  readonly #onRecord: OnRecord;
  readonly #onRawMembers: ReadOptions['onRawMembers'];
  readonly #sliceBytes: number;
  readonly #envelope = new JsonChunk();
  /** Bytes of the list that have come and were not passed on yet. */
  readonly #list = new JsonChunk();
  #inList = false;
  /** Bytes of the body up to the list's end, once that was found. */
  #listEnd = 0;
  /** Members named `data` at the top level so far. */
  #dataKeys = 0;
  /** Whether the counter of the envelope has just passed such a name and its colon. */
  #behindDataKey = false;
  /** The bytes that are searched for to guess where a slice can end. */
  #separator: ReturnType<typeof separatorAt>;
  /** Slices passed on. */
  #slices = 0;
  /** Guesses of a slice's end that did not parse. */
  #wrongGuesses = 0;

  constructor(onRecord: OnRecord, onRawMembers: ReadOptions['onRawMembers'], sliceBytes: number) {
    this.#onRecord = onRecord;
    this.#onRawMembers = onRawMembers;
    this.#sliceBytes = sliceBytes;
  }

  append(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    (this.#inList ? this.#list : this.#envelope).append(chunk);
  }

  /** Does one slice of work. Returns whether there may be more to do with what was appended. */
  step(atEnd: boolean): boolean {
    return this.#inList ? this.#readSlice(atEnd) : this.#readEnvelope();
  }

  /** The document without the members of `data`, once all steps are done. */
  finish(): unknown {
    const text = this.#envelopeText();
    const document = parsed(text);
    if (document !== undefined) return document;
    // A list that did not end has left its bracket open in the envelope.
    const isCutOff = this.#envelope.depth > 0 || text.trim() === '';
    if (isCutOff) throw new MalformedJsonError('JSON that ends too early', this.bytes);
    throw new MalformedJsonError('Not valid JSON', this.#listEnd);
  }

  #envelopeText(): string {
    const { bytes } = this.#envelope;
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return decode(bytes.subarray(hasMark ? 3 : 0));
  }

  #readEnvelope(): boolean {
    const envelope = this.#envelope;
    const { bytes } = envelope;
    for (let at = envelope.next(1); at >= 0; at = envelope.next(1)) {
      if (this.#behindDataKey && bytes[at] === OPEN_LIST) {
        this.#enterList(envelope.cutAt(at + 1));
        return true;
      }
      this.#behindDataKey = bytes[at] === COLON && parsed(decode(bytes.subarray(envelope.stringStart, at))) === 'data';
      if (this.#behindDataKey && ++this.#dataKeys > 1) {
        throw new MalformedJsonError('A second "data"', this.bytes - bytes.length + envelope.stringStart);
      }
    }
    return false;
  }

  #enterList(bytes: Buffer): void {
    // Checked before the first member is passed on: what is wrong with the envelope at the end is then behind the list.
    if (parsed(`${this.#envelopeText()}]}`) === undefined) throw new MalformedJsonError('Not valid JSON', 0);
    this.#list.append(bytes);
    this.#inList = true;
  }

  #leaveList(): void {
    const tail = this.#list.cutAt(0);
    this.#listEnd = this.bytes - tail.length;
    this.#envelope.append(tail);
    this.#inList = false;
  }

  #readSlice(atEnd: boolean): boolean {
    const list = this.#list;
    const { bytes } = list;
    if (bytes.length < 2 * this.#sliceBytes && !atEnd) return false;
    if (this.#separator !== undefined && !list.isCounted && this.#wrongGuesses * 4 <= this.#slices) {
      const found = bytes.indexOf(this.#separator.text, this.#sliceBytes);
      if (found >= 0) {
        if (this.#passOn(bytes, found + this.#separator.comma)) return true;
        this.#wrongGuesses++;
      }
    }
    const end = this.#memberEnd(bytes, this.#sliceBytes);
    if (end < 0) return false;
    if (!this.#passOn(bytes, end)) throw this.#badMember();
    if (bytes[end] === COMMA) this.#separator = separatorAt(bytes, end);
    else this.#leaveList();
    return true;
  }

  /** Position of the first comma between members at or behind `least`, or of the list's end; -1 if neither is there. */
  #memberEnd(bytes: Buffer, least: number): number {
    for (;;) {
      const at = this.#list.next(0);
      if (at < 0 || this.#list.depth < 0 || (bytes[at] === COMMA && at >= least)) return at;
    }
  }

  /** Passes on the members before position `end` of the list's `bytes`. Returns `false` where these are not members. */
  #passOn(bytes: Buffer, end: number): boolean {
    const isLast = bytes[end] !== COMMA;
    const taken = this.#onRawMembers?.(bytes.subarray(0, end), this.count) ?? 0;
    if (taken > 0) {
      this.count += taken;
      this.#dropSlice(end, isLast);
      return true;
    }
    const members = this.#list.parseMembers(end);
    // White space alone parses too, but only a list without members may have it in place of one.
    if (members === undefined || (members.length === 0 && !(isLast && this.count === 0))) return false;
    this.#dropSlice(end, isLast);
    for (const member of members) this.#onRecord(member, this.count++);
    return true;
  }

  #dropSlice(end: number, isLast: boolean): void {
    this.#list.drop(isLast ? end : end + 1);
    this.#slices++;
  }

  /** The error for a slice that does not parse, with the position of its first member that is not valid JSON. */
  #badMember(): MalformedJsonError {
    for (;;) {
      this.#list.drop(0);
      const { bytes } = this.#list;
      const end = this.#memberEnd(bytes, 0);
      if (end < 0 || this.#list.parseMembers(end)?.length !== 1) {
        return new MalformedJsonError('Not valid JSON', this.bytes - bytes.length);
      }
      this.#list.drop(end + 1);
    }
  }
}

/**
 * The bytes between two members as this body writes them, taken around the comma at position `at`: from the brackets
 * that the one member closes to the first key of the other, so that few other places look the same. `comma` is the
 * position of the comma in `text`. `undefined` where no object follows.
 */
function separatorAt(bytes: Buffer, at: number): { text: Buffer; comma: number } | undefined {
  const before = /[\s}\]]*$/.exec(bytes.toString('latin1', Math.max(0, at - 64), at))?.[0] ?? '';
  const after = /^,\s*\{\s*"[^"]*"/.exec(bytes.toString('latin1', at, at + 128))?.[0];
  return after === undefined ? undefined : { text: Buffer.from(before + after, 'latin1'), comma: before.length };
}
