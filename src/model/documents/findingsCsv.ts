/** Findings as a table. Pure. */
import { csvCell, MAX_EXPORT } from './exports';

/** A finding, in the words of its reader. */
export interface FindingLine {
  readonly kind: string;
  /** The client's id; `''` for a record that has none. */
  readonly id: string;
  readonly name: string;
  /** Names from the top level down to the client. */
  readonly path: string;
  readonly detail: string;
}

/**
 * The whole text as CSV (RFC 4180: lines end in CR LF), in small steps, one for each line.
 *
 * @param max Most UTF-16 code units.
 * @returns `undefined` where it would be longer than `max`.
 */
export function* findingsCsvSteps(
  lines: Iterable<FindingLine>,
  max = MAX_EXPORT,
): Generator<undefined, string | undefined> {
  const pieces = ['kind,clientId,name,path,detail\r\n'];
  let length = 0;
  for (const { kind, id, name, path, detail } of lines) {
    const piece = `${[kind, id, name, path, detail].map(csvCell).join(',')}\r\n`;
    length += piece.length;
    if (length > max) return undefined;
    pieces.push(piece);
    yield;
  }
  return pieces.join('');
}
