import { window, type Disposable } from 'vscode';

/** How long (ms) a person is taken to wait for work that they began; most is done by then. */
const WAITING_MS = 1_000;

/** Written by programs, not by the person: lines that arrive in an output channel move its selection. */
const OUTPUT_SCHEME = 'output';

/**
 * Watches, from its creation to `dispose`, whether the person who began some work turned to something else meanwhile:
 * whoever did must not have the keyboard focus taken away when the work ends. Still answers after `dispose`.
 */
export class AttentionWatch implements Disposable {
  readonly #begunAt: number;
  readonly #subscriptions: readonly Disposable[];
  #isElsewhere: boolean;

  /** @param before The watch over the work that this work goes on with. */
  constructor(before?: AttentionWatch) {
    this.#begunAt = before === undefined ? performance.now() : before.#begunAt;
    this.#isElsewhere = before?.isElsewhere ?? false;
    const turn = (): void => this.turnAway();
    this.#subscriptions = [
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document.uri.scheme !== OUTPUT_SCHEME) turn();
      }),
      window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
        // Without a kind it was an extension that moved the selection.
        if (kind !== undefined && textEditor.document.uri.scheme !== OUTPUT_SCHEME) turn();
      }),
      window.onDidChangeActiveNotebookEditor(turn),
      window.onDidChangeNotebookEditorSelection(turn),
      window.onDidChangeActiveTerminal(turn),
      window.onDidChangeTerminalState(turn),
      window.onDidStartTerminalShellExecution(turn),
    ];
  }

  /** Notes that the person turned to something else, for example by hiding the box in which the work began. */
  turnAway(): void {
    this.#isElsewhere = true;
  }

  /** Whether an editor or a terminal was used since, or the work was left in another way that was noted. */
  get isElsewhere(): boolean {
    return this.#isElsewhere;
  }

  /** As `isElsewhere`; also where so much time passed that the person may have turned away unseen. */
  get isTurnedAway(): boolean {
    return this.#isElsewhere || performance.now() - this.#begunAt > WAITING_MS;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
