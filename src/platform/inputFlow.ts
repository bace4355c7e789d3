import * as vscode from 'vscode';
import { isAbort } from '../api/errors';
import { explain } from './failures';
import type { Log } from './log';
import { withoutLinks } from './plainText';

/** What is said of a value while it is typed. A warning does not keep it from being accepted. */
export interface Validation {
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface InputFlow<T> {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** Said while `submit` runs, for example "Creating …". */
  readonly busy: string;
  /** Judges the value at every key stroke. */
  validate(value: string): Validation | undefined;
  /** Does the work, and reports what is worth saying. What it throws is explained below the box, which keeps what was typed. */
  submit(value: string, signal: AbortSignal, report: (text: string) => void): Promise<T>;
  /** What is said of a failure of `submit`, where the general explanation is not the best one. */
  explain?(error: unknown): string | undefined;
}

const SEVERITIES = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
};

/** The box whose work is under way, if any: only one person types, and only one box is shown at a time. */
let working: InputRun<unknown> | undefined;

/** One input box from first key stroke to the end of its work. */
export class InputRun<T> {
  readonly #flow: InputFlow<T>;
  readonly #log: Log;
  readonly #box = vscode.window.createInputBox();
  #controller = new AbortController();
  readonly #outcome = Promise.withResolvers<T | undefined>();
  #isWorking = false;
  #isShown = true;
  #shownAgain = Promise.withResolvers<undefined>();
  #suspensions = 0;

  constructor(flow: InputFlow<T>, log: Log) {
    this.#flow = flow;
    this.#log = log;
  }

  /** Shows the box. Resolves with what `submit` made of the value, or `undefined` when the person gave up. */
  async run(): Promise<T | undefined> {
    const box = this.#box;
    const flow = this.#flow;
    box.title = flow.title;
    box.prompt = withoutLinks(flow.prompt);
    box.placeholder = flow.placeholder;
    box.password = flow.password ?? false;
    box.ignoreFocusOut = true;
    box.value = flow.value ?? '';
    box.valueSelection = [0, box.value.length];
    box.onDidChangeValue((value) => this.#judge(value));
    box.onDidAccept(() => this.#accept());
    box.onDidTriggerButton(() => this.#log.show());
    box.onDidHide(() => this.#hidden());
    const outer = working;
    outer?.suspend();
    box.show();
    try {
      return await this.#outcome.promise;
    } finally {
      box.dispose();
      outer?.resume();
    }
  }

  /** Another box is about to be shown in place of this one, and not because the person gave this one up. */
  suspend(): void {
    this.#suspensions++;
  }

  /** The other box is done. */
  resume(): void {
    this.#suspensions--;
    if (this.#suspensions === 0) this.#show();
  }

  #show(): void {
    this.#isShown = true;
    this.#shownAgain.resolve(undefined);
    this.#shownAgain = Promise.withResolvers();
    this.#box.show();
  }

  #judge(value: string): Validation | undefined {
    const judgement = this.#isWorking ? undefined : this.#flow.validate(value);
    this.#box.validationMessage =
      judgement === undefined
        ? undefined
        : { message: withoutLinks(judgement.message), severity: SEVERITIES[judgement.severity] };
    return judgement;
  }

  #accept(): void {
    if (this.#isWorking || this.#judge(this.#box.value)?.severity === 'error') return;
    void this.#work(this.#box.value);
  }

  async #work(value: string): Promise<void> {
    const box = this.#box;
    const { signal } = (this.#controller = new AbortController());
    this.#isWorking = true;
    working = this as InputRun<unknown>;
    box.busy = true;
    box.prompt = this.#flow.busy;
    box.validationMessage = undefined;
    try {
      const result = await this.#flow.submit(value, signal, (text) => {
        box.prompt = withoutLinks(text);
      });
      this.#outcome.resolve(result);
    } catch (error) {
      if (isAbort(error, signal)) this.#outcome.resolve(undefined);
      else this.#failed(error, value);
    } finally {
      this.#isWorking = false;
      if (working === this) working = undefined;
    }
  }

  #failed(error: unknown, value: string): void {
    this.#log.error(this.#flow.title, error);
    const box = this.#box;
    box.busy = false;
    box.prompt = withoutLinks(this.#flow.prompt);
    box.value = value;
    box.buttons = [{ iconPath: new vscode.ThemeIcon('output'), tooltip: vscode.l10n.t('Show Log') }];
    box.validationMessage = {
      message: withoutLinks(this.#flow.explain?.(error) ?? explain(error).text),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
    this.#show();
  }

  #hidden(): void {
    if (this.#suspensions > 0 || !this.#isShown) return;
    this.#isShown = false;
    if (!this.#isWorking) {
      this.#outcome.resolve(undefined);
      return;
    }
    // The work goes on where it can be seen and cancelled; if it fails, the box comes back.
    const options = { location: vscode.ProgressLocation.Notification, title: this.#flow.busy, cancellable: true };
    void vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(() => this.#controller.abort());
      await Promise.race([this.#outcome.promise, this.#shownAgain.promise]);
    });
  }
}
