/** LibreOffice, where it is installed: reads spreadsheets as a person's own would. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parseCsv, type CsvCell } from './csv';

/** UTF-8, as LibreOffice numbers it. */
const UTF_8 = 76;

/** Its program; `undefined` where it is not installed. `ALETA_SOFFICE` names another one. */
export function findLibreOffice(): string | undefined {
  const candidates = [process.env.ALETA_SOFFICE, 'soffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'];
  return candidates.find((program) => {
    try {
      if (program !== undefined) execFileSync(program, ['--version'], { stdio: 'ignore', timeout: 60_000 });
      return program !== undefined;
    } catch {
      return false;
    }
  });
}

/**
 * Opens a spreadsheet and saves it as CSV, in which text stands in quotes and numbers do not.
 *
 * @param separator Of a CSV file; `undefined` for any other kind of file.
 */
export async function readBack(program: string, file: string, separator?: string): Promise<CsvCell[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'aleta-office-'));
  try {
    // Separator, quote, encoding, first line, columns, language, quoted cells are text, find numbers of special kinds.
    const input = `CSV:${separator?.charCodeAt(0) ?? 0},34,${UTF_8},1,,0,true,false`;
    // Separator, quote, encoding, first line, columns, language, quote all text, as shown.
    const output = `csv:Text - txt - csv (StarCalc):44,34,${UTF_8},1,,0,true,false`;
    const infilter = separator === undefined ? [] : [`--infilter=${input}`];
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const args = [profile, '--headless', ...infilter, '--convert-to', output, '--outdir', join(folder, 'out'), file];
    await promisify(execFile)(program, args, { timeout: 120_000 });
    return parseCsv(readFileSync(join(folder, 'out', `${basename(file, extname(file))}.csv`), 'utf8'), ',');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
