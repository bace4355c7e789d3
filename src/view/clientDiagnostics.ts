import {
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  workspace,
  type Disposable,
  type TextDocument,
} from 'vscode';
import { rangeOf, type TextRange } from '../base/jsonPath';
import { jsonErrorIn } from '../base/jsonSyntax';
import { NAME_PATH, readDocument, type DocumentProblem } from '../model/documents/clientDocument';
import type { ClientFileSystem } from './clientFileSystem';
import { SCHEME } from './clientUri';
import { longDocumentProblem } from './labels';

/** Says in the editor, while a person types, what of a client's document cannot be saved. */
export class ClientDiagnostics implements Disposable {
  readonly #files: ClientFileSystem;
  readonly #problems = languages.createDiagnosticCollection(SCHEME);
  readonly #subscriptions: Disposable[];

  constructor(files: ClientFileSystem) {
    this.#files = files;
    const check = (document: TextDocument): void => void this.#check(document);
    this.#subscriptions = [
      workspace.onDidOpenTextDocument(check),
      workspace.onDidChangeTextDocument(({ document }) => check(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#problems.delete(uri)),
    ];
    workspace.textDocuments.forEach(check);
  }

  async #check(document: TextDocument): Promise<void> {
    if (document.uri.scheme !== SCHEME) return;
    const { version } = document;
    const error = jsonErrorIn(document.getText());
    if (error !== undefined) {
      this.#problems.set(document.uri, [diagnosticAt(document, error, longDocumentProblem({ kind: 'notJson' }))]);
      return;
    }
    const originals = await this.#files.possibleOriginals(document.uri);
    // Typed on meanwhile: that has brought its own check.
    if (document.isClosed || document.version !== version) return;
    const text = document.getText();
    const { problems } = originals.length === 0 ? { problems: [] } : readDocument(text, originals);
    this.#problems.set(
      document.uri,
      problems.map((problem) => diagnostic(document, text, problem)),
    );
  }

  dispose(): void {
    this.#problems.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function diagnostic(document: TextDocument, text: string, problem: DocumentProblem): Diagnostic {
  const range = rangeOf(text, problem.kind === 'changed' ? problem.path : NAME_PATH);
  return diagnosticAt(document, range, longDocumentProblem(problem));
}

function diagnosticAt(document: TextDocument, { start, end }: TextRange, message: string): Diagnostic {
  const range = new Range(document.positionAt(start), document.positionAt(end));
  // Many lines of red would hide what is meant.
  const first = range.isSingleLine ? range : document.lineAt(range.start).range.with(range.start);
  const shown = new Diagnostic(first, message, DiagnosticSeverity.Error);
  shown.source = 'Aleta';
  return shown;
}
