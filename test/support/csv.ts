/** A cell of a CSV file: its text, and whether it stands in quotes. */
export interface CsvCell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Reads CSV as RFC 4180 says, with any separator, and line ends of any kind. */
export function parseCsv(csv: string, separator: string): CsvCell[][] {
  const rows: CsvCell[][] = [[]];
  let rest = csv;
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const text = quoted?.[1]?.replaceAll('""', '"') ?? /^[^"\r\n]*/.exec(rest.split(separator, 1)[0] ?? '')?.[0] ?? '';
    rows.at(-1)?.push({ text, isQuoted: quoted !== null });
    rest = rest.slice(quoted?.[0].length ?? text.length);
    if (rest.startsWith(separator)) {
      rest = rest.slice(separator.length);
      continue;
    }
    const end = /^\r?\n/.exec(rest);
    if (end === null) {
      if (rest !== '') throw new Error(`not CSV: ${JSON.stringify(rest.slice(0, 40))}`);
      break;
    }
    rest = rest.slice(end[0].length);
    if (rest !== '') rows.push([]);
  }
  return rows;
}
