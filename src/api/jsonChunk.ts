import { Buffer, isAscii } from 'node:buffer';
import { parsed } from '../base/json';

/** Most bytes that are appended to a part at a time. */
export const PIECE_BYTES = 64 * 1024;

export const [COMMA, COLON, OPEN_LIST] = [0x2c, 0x3a, 0x5b];
const [QUOTE, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5d, 0x7b, 0x7d];

/**
 * A window on the bytes of a JSON body: it grows at its end and is taken from at its front. It holds the state of a
 * bracket counter (position, brackets open there, whether within a string), so that `next` goes on where it stopped.
 */
export class JsonChunk {
  // One byte is kept free before the first, for the bracket that `parseMembers` needs there.
  #memory = Buffer.allocUnsafeSlow(1 + 2 * PIECE_BYTES);
  #start = 1;
  #end = 1;
  /** Position from which the counter goes on. One behind the end where the last byte is a backslash in a string. */
  #position = 0;
  #depth = 0;
  #inString = false;
  #stringStart = 0;

  /** What is in the window now; valid until the next change. Positions are relative to its start. */
  get bytes(): Buffer {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Brackets open at the counter's position; below 0 where more were closed than opened. */
  get depth(): number {
    return this.#depth;
  }

  /** Position of the opening quote of the last string that was counted. */
  get stringStart(): number {
    return this.#stringStart;
  }

  /** Whether the counter is anywhere behind the start. */
  get isCounted(): boolean {
    return this.#position > 0;
  }

  /** Copies `chunk` to the end. Where the memory is full, the bytes move to its front, or to larger memory if many. */
  append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#memory.length) {
      const { bytes } = this;
      const needed = 1 + bytes.length + chunk.length;
      if (needed > this.#memory.length / 2) this.#memory = Buffer.allocUnsafeSlow(2 * needed);
      this.#memory.set(bytes, 1);
      this.#start = 1;
      this.#end = 1 + bytes.length;
    }
    this.#memory.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Takes `length` bytes off the front. The counter begins again at the new start. */
  drop(length: number): void {
    this.#start += length;
    this.#position = 0;
    this.#depth = 0;
    this.#inString = false;
  }

  /** Takes off all bytes from position `length` on and returns them; valid until the next change. */
  cutAt(length: number): Buffer {
    const tail = this.bytes.subarray(length);
    this.#end = this.#start + length;
    return tail;
  }

  /**
   * The first `length` bytes as the members of a list, parsed by one `JSON.parse` of `[…]`; `undefined` where that is
   * not valid JSON. The brackets are put into the memory around the bytes for as long as that takes.
   */
  parseMembers(length: number): unknown[] | undefined {
    const before = this.#start - 1;
    const after = this.#start + length;
    const saved = this.#memory[after] ?? 0;
    this.#memory[before] = OPEN_LIST;
    this.#memory[after] = CLOSE_LIST;
    const text = decode(this.#memory.subarray(before, after + 1));
    this.#memory[after] = saved;
    return parsed(text) as unknown[] | undefined;
  }

  /**
   * Position of the next of `,:[]{}` that is outside strings and has at most `level` brackets open around it; -1 where
   * there is none up to the end. Right for valid JSON; anything may come out for other bytes.
   */
  next(level: number): number {
    const { bytes } = this;
    const { length } = bytes;
    let position = this.#position;
    let depth = this.#depth;
    let inString = this.#inString;
    let found = -1;
    while (found < 0 && position < length) {
      const byte = bytes[position];
      if (inString) {
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH) position++;
      } else if (byte === QUOTE) {
        inString = true;
        this.#stringStart = position;
      } else if (byte === COMMA || byte === COLON) {
        if (depth <= level) found = position;
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (depth++ <= level) found = position;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (--depth <= level) found = position;
      }
      position++;
    }
    this.#position = position;
    this.#depth = depth;
    this.#inString = inString;
    return found;
  }
}

/** Bytes of UTF-8 as a string. Pure ASCII, as most slices are, is decoded as Latin-1, which is a mere copy in V8. */
export const decode = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
