import { Uri, type Memento } from 'vscode';
import { isObject } from '../../base/json';
import { decimalSign, numberLocale } from '../../base/region';
import type { FileFormat } from '../../model/documents/exportFile';
import { CSV_SEPARATORS, EXPORT_FORMATS, type CsvSeparator } from '../../model/documents/exports';

const STATE_KEY = 'aleta.export';

/** Formats in the order in which they are offered first. */
export const FORMATS: readonly FileFormat[] = ['csv', 'xlsx', ...EXPORT_FORMATS.filter((format) => format !== 'csv')];

export const DESTINATIONS = ['editor', 'clipboard', 'file'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** What was chosen in the last export; the first time what suits most people. */
export interface Choices {
  readonly format: FileFormat;
  readonly destination: Destination;
  readonly separator: CsvSeparator;
}

const among = <T>(values: readonly T[], value: unknown): T | undefined => values.find((each) => each === value);

/** Choices of exports that a person made, of whatever connection: none of them says anything of clients. */
export class ExportChoices {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  get last(): Choices {
    const { format, destination, separator } = this.#kept;
    return {
      format: among(FORMATS, format) ?? 'csv',
      destination: among(DESTINATIONS, destination) ?? 'editor',
      separator: among(CSV_SEPARATORS, separator) ?? regionalSeparator(),
    };
  }

  /** Where the last file was saved. */
  get folder(): Uri | undefined {
    const { folder } = this.#kept;
    return typeof folder === 'string' ? Uri.parse(folder) : undefined;
  }

  remember(choices: Partial<Choices> & { readonly folder?: Uri }): void {
    const { folder, ...others } = choices;
    const kept = { ...this.#kept, ...others, ...(folder === undefined ? {} : { folder: folder.toString() }) };
    void this.#state.update(STATE_KEY, kept);
  }

  get #kept(): Readonly<Record<string, unknown>> {
    const kept = this.#state.get<unknown>(STATE_KEY);
    return isObject(kept) ? kept : {};
  }
}

/** Where a comma is in numbers, spreadsheets split lines of CSV at semicolons. */
const regionalSeparator = (): CsvSeparator => (decimalSign(numberLocale(process.env)) === ',' ? ';' : ',');
