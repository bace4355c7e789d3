import { l10n } from 'vscode';
import type { FileFormat } from '../../model/documents/exportFile';
import { CSV_SEPARATORS, type CsvSeparator } from '../../model/documents/exports';
import type { Answers, Choice, Question } from '../../platform/questions';
import { DESTINATIONS, FORMATS, type Choices, type Destination } from './exportChoices';

/** How a person knows a format, and how VS Code and file systems do. */
export interface FormatWords {
  readonly label: string;
  readonly description: string;
  /** Id of the language of an editor. */
  readonly language: string;
  /** Of a file, without the dot. */
  readonly extension: string;
}

export function describeFormat(format: FileFormat): FormatWords {
  switch (format) {
    case 'csv':
      return {
        label: 'CSV',
        description: l10n.t({ message: 'a table, for spreadsheets', comment: 'After the name of a format.' }),
        language: 'csv',
        extension: 'csv',
      };
    case 'xlsx':
      return {
        label: l10n.t('Excel Workbook (.xlsx)'),
        description: l10n.t({ message: 'a table that keeps IDs as text', comment: 'After the name of a format.' }),
        language: '',
        extension: 'xlsx',
      };
    case 'json':
      return {
        label: 'JSON',
        description: l10n.t({ message: 'a list of clients with their paths', comment: 'After the name of a format.' }),
        language: 'json',
        extension: 'json',
      };
    case 'text':
      return {
        label: l10n.t('Indented Text'),
        description: l10n.t({ message: 'names only', comment: 'After the name of a format.' }),
        language: 'plaintext',
        extension: 'txt',
      };
    case 'markdown':
      return {
        label: 'Markdown',
        description: l10n.t({ message: 'a nested list', comment: 'After the name of a format.' }),
        language: 'markdown',
        extension: 'md',
      };
    case 'mermaid':
      return {
        label: 'Mermaid',
        description: l10n.t({ message: 'a diagram', comment: 'After the name of a format.' }),
        language: 'mermaid',
        extension: 'mmd',
      };
  }
}

function describeDestination(destination: Destination): Omit<Choice, 'value'> {
  switch (destination) {
    case 'editor':
      return {
        label: l10n.t('Editor'),
        description: l10n.t({ message: 'a new unsaved editor', comment: 'After "Editor" in a list of destinations.' }),
      };
    case 'clipboard':
      return {
        label: l10n.t('Clipboard'),
        description: l10n.t({ message: 'to paste elsewhere', comment: 'After "Clipboard" in a list of destinations.' }),
      };
    case 'file':
      return {
        label: l10n.t('File…'),
        description: l10n.t({ message: 'any size', comment: 'After "File…" in a list of destinations.' }),
      };
  }
}

function describeSeparator(separator: CsvSeparator): Omit<Choice, 'value'> {
  switch (separator) {
    case ',':
      return {
        label: l10n.t('Comma'),
        description: l10n.t({
          message: 'for regions that write decimals as {0}',
          args: ['1.5'],
          comment: 'After the name of a separator. {0} is a number such as 1.5.',
        }),
      };
    case ';':
      return {
        label: l10n.t('Semicolon'),
        description: l10n.t({
          message: 'for regions that write decimals as {0}',
          args: ['1,5'],
          comment: 'After the name of a separator. {0} is a number such as 1.5.',
        }),
      };
    case '\t':
      return { label: l10n.t('Tab'), description: '' };
  }
}

/** `values` as choices, the one that was chosen last before all others. */
const choicesOf = <T extends string>(
  values: readonly T[],
  last: T,
  describe: (value: T) => Omit<Choice, 'value'>,
): Choice[] =>
  [last, ...values.filter((value) => value !== last)].map((value) => {
    const { label, description } = describe(value);
    return { value, label, ...(description === undefined ? {} : { description }) };
  });

/** What is asked before an export: the format, where to, and how the cells of a CSV file are separated. */
export function exportQuestions(last: Choices): Question[] {
  return [
    {
      name: 'format',
      prompt: l10n.t('Select a format'),
      choices: choicesOf(FORMATS, last.format, describeFormat),
      value: () => last.format,
    },
    {
      name: 'destination',
      prompt: l10n.t('Select a destination'),
      choices: choicesOf(DESTINATIONS, last.destination, describeDestination),
      // No text is in a workbook.
      isAsked: ({ format }) => format !== 'xlsx',
      value: () => last.destination,
    },
    {
      name: 'separator',
      prompt: l10n.t('Select the column separator'),
      choices: choicesOf(CSV_SEPARATORS, last.separator, describeSeparator),
      isAsked: ({ format, destination }) => format === 'csv' && destination === 'file',
      value: () => last.separator,
    },
  ];
}

/** The answers to `exportQuestions`; what was not asked is as it was chosen last. */
export const chosen = ({ format, destination, separator }: Answers, last: Choices): Choices => ({
  format: FORMATS.find((each) => each === format) ?? last.format,
  destination: DESTINATIONS.find((each) => each === destination) ?? last.destination,
  separator: CSV_SEPARATORS.find((each) => each === separator) ?? last.separator,
});
