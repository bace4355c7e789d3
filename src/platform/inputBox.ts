import * as vscode from 'vscode';
import { isAbort } from '../api/errors';
import { withoutLinks } from '../base/plainText';
import { AttentionWatch } from './attention';
import type { BoxStack, OpenBox } from './boxStack';
import type { Advice, Remedy } from './failures';
import type { Log } from './log';
import { newTask, type Task } from './progress';
import { remedyLabel, runRemedy } from './remedies';

/**
 * What is shown below a box about the value in it. An error keeps Enter from accepting the value, a warning does not.
 */
export interface Validation {
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface InputBoxOptions<T> {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  /** Whether `value` was typed by the person, who goes on at its end; else all of it is selected. */
  readonly isTyped?: boolean;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** A page that a button of the box opens, and the name of the button. */
  readonly help?: { readonly label: string; readonly url: string };
  /** Whether it is asked in the middle of something else: the box that was on screen then comes back afterwards. */
  readonly isInterruption?: boolean;
  /** Closes the box and ends its work, as if the person gave up: nobody waits for it any more. */
  readonly signal?: AbortSignal;
  /** Shown while `submit` runs, for example "Creating …". */
  readonly busy: string;
  /** Judges the value at every key stroke. */
  validate(value: string): Validation | undefined;
  /**
   * Does the work behind the box. What it reports is shown in place of the prompt; what it throws is explained below
   * the box, which keeps the typed text. Aborting `task.signal` closes the box.
   */
  submit(value: string, task: Task): Promise<T>;
  /** The text and the buttons for what `submit` threw. */
  explain(error: unknown): Advice;
}

/**
 * Remedies that a box has as buttons. Not `retry`, which is Enter; not `signIn`, which opens a box in place of this
 * one.
 */
const ICONS = {
  refresh: 'refresh',
  openSettings: 'settings-gear',
  openEnvironments: 'settings-gear',
  openProxySettings: 'settings-gear',
  reloadWindow: 'refresh',
  showLog: 'output',
} as const;
type BoxRemedy = keyof typeof ICONS;

const isForBoxes = (remedy: Remedy): remedy is BoxRemedy => remedy in ICONS;

class RemedyButton implements vscode.QuickInputButton {
  readonly remedy: BoxRemedy;
  readonly iconPath: vscode.ThemeIcon;
  readonly tooltip: string;

  constructor(remedy: BoxRemedy) {
    this.remedy = remedy;
    this.iconPath = new vscode.ThemeIcon(ICONS[remedy]);
    this.tooltip = remedyLabel(remedy);
  }
}

const SEVERITIES = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
};

/** What boxes need for a person who turned away while their work was under way. */
export interface Away {
  /** Watches over the work of the box that was accepted last, also once that is done. */
  lastWork: AttentionWatch | undefined;
  /** Says in a message what a box would say. Resolves with whether the box is to be opened again; `false` gives it up. */
  offer(text: string, remedies: readonly Remedy[]): Promise<boolean>;
}

/** One input box from first key stroke to the end of its work. */
export class InputBoxRun<T> implements OpenBox {
  readonly #options: InputBoxOptions<T>;
  readonly #log: Log;
  readonly #stack: BoxStack;
  readonly #away: Away;
  readonly #box = vscode.window.createInputBox();
  #controller = new AbortController();
  readonly #outcome = Promise.withResolvers<T | undefined>();
  #isWorking = false;
  /** What the work reported last. */
  #reported: string | undefined;
  /** Shows that where the work is, once that is no longer in the box. */
  #showReport: ((text: string) => void) | undefined;
  /** From when the work began. */
  #watch: AttentionWatch | undefined;
  #worked = Promise.withResolvers<undefined>();
  #isOver = false;

  constructor(options: InputBoxOptions<T>, log: Log, stack: BoxStack, away: Away) {
    this.#options = options;
    this.#log = log;
    this.#stack = stack;
    this.#away = away;
  }

  /** Shows the box. Resolves with what `submit` made of the value, or `undefined` when the person gave up. */
  async run(): Promise<T | undefined> {
    const box = this.#box;
    const options = this.#options;
    box.title = options.title;
    box.prompt = withoutLinks(options.prompt);
    box.placeholder = options.placeholder;
    box.password = options.password ?? false;
    box.ignoreFocusOut = true;
    box.value = options.value ?? '';
    box.valueSelection = [options.isTyped === true ? box.value.length : 0, box.value.length];
    box.onDidChangeValue((value) => this.#judge(value));
    box.onDidAccept(() => this.#accept());
    box.buttons = this.#helpButtons;
    box.onDidTriggerButton((button) => {
      if (button instanceof RemedyButton) void runRemedy(button.remedy);
      else if (options.help !== undefined) void vscode.env.openExternal(vscode.Uri.parse(options.help.url));
    });
    box.onDidHide(() => this.#hidden());
    const giveUp = (): void => {
      this.#controller.abort();
      this.dismiss();
    };
    options.signal?.addEventListener('abort', giveUp);
    if (options.signal?.aborted === true) giveUp();
    else this.#open(options.isInterruption === true);
    try {
      return await this.#outcome.promise;
    } finally {
      this.#isOver = true;
      options.signal?.removeEventListener('abort', giveUp);
      box.dispose();
      this.#watch?.dispose();
      this.#stack.leave(this, this.#isTurnedAway);
    }
  }

  get #helpButtons(): vscode.QuickInputButton[] {
    const { help } = this.#options;
    return help === undefined ? [] : [{ iconPath: new vscode.ThemeIcon('question'), tooltip: help.label }];
  }

  #open(isInterruption: boolean): void {
    const other = this.#stack.top;
    this.#stack.enter(this);
    // Who turns to something else gives up a box in which nothing is under way.
    if (other !== this && other?.isWorking === false && !isInterruption) other.dismiss();
    this.#box.show();
  }

  /** Whether the person turned to something else since the work began, if it ever did. */
  get #isTurnedAway(): boolean {
    return this.#watch?.isTurnedAway === true;
  }

  get isWorking(): boolean {
    return this.#isWorking;
  }

  comeBack(isTurnedAway: boolean): void {
    if (!isTurnedAway) {
      this.#box.show();
      return;
    }
    this.#putAside(true);
    if (this.#isWorking) this.#showProgress();
    else
      void this.#offerAgain(
        vscode.l10n.t({
          message: '{0}: your input was kept.',
          args: [this.#options.title],
          comment: '{0} is the title of a box, such as "Rename “Acme”".',
        }),
        [],
      );
  }

  dismiss(): void {
    this.#stack.leave(this, false);
    this.#outcome.resolve(undefined);
  }

  #judge(value: string): Validation | undefined {
    const judgement = this.#isWorking ? undefined : this.#options.validate(value);
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
    this.#reported = this.#showReport = undefined;
    this.#worked = Promise.withResolvers();
    this.#watch?.dispose();
    this.#away.lastWork = this.#watch = new AttentionWatch();
    box.busy = true;
    box.prompt = this.#options.busy;
    box.validationMessage = undefined;
    try {
      const task = newTask(
        signal,
        (text) => this.#report(text),
        () => this.#isTurnedAway,
        () => this.#watch?.isElsewhere === true,
      );
      const result = await this.#options.submit(value, task);
      this.#outcome.resolve(result);
    } catch (error) {
      if (isAbort(error, signal)) this.#outcome.resolve(undefined);
      else this.#failed(error);
    } finally {
      this.#isWorking = false;
      this.#worked.resolve(undefined);
    }
  }

  #report(text: string): void {
    this.#reported = withoutLinks(text);
    this.#box.prompt = this.#reported;
    this.#showReport?.(this.#reported);
  }

  #failed(error: unknown): void {
    this.#log.error(this.#options.title, error);
    const box = this.#box;
    box.busy = false;
    box.prompt = withoutLinks(this.#options.prompt);
    const { text, remedies } = this.#options.explain(error);
    box.buttons = [...this.#helpButtons, ...remedies.filter(isForBoxes).map((remedy) => new RemedyButton(remedy))];
    box.validationMessage = {
      message: withoutLinks(text),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
    // On the screen it stays as it is: showing it again would take the keyboard focus, wherever that is by now.
    if (this.#watch?.isElsewhere !== true) return;
    this.#putAside(true);
    box.hide();
    void this.#offerAgain(
      vscode.l10n.t({
        message: '{0}: {1}',
        args: [this.#options.title, text],
        comment: '{0} is the title of a box, {1} one or more sentences that say what failed.',
      }),
      remedies,
    );
  }

  /** Says in a message what the box has to say, and opens it again, with its text, when that is wished. */
  async #offerAgain(text: string, remedies: readonly Remedy[]): Promise<void> {
    const isWanted = await this.#away.offer(text, remedies);
    if (this.#isOver) return;
    if (isWanted) this.#open(false);
    else this.#outcome.resolve(undefined);
  }

  #putAside(isTurnedAway: boolean): void {
    this.#watch?.turnAway();
    this.#stack.leave(this, isTurnedAway);
  }

  #hidden(): void {
    // Another box took its place, or it was put aside.
    if (this.#stack.top !== this) return;
    if (!this.#isWorking) {
      this.dismiss();
      return;
    }
    this.#putAside(false);
    this.#showProgress();
  }

  /** The work goes on where it can be seen and cancelled. */
  #showProgress(): void {
    const options = { location: vscode.ProgressLocation.Notification, title: this.#options.busy, cancellable: true };
    void vscode.window.withProgress(options, async (progress, token) => {
      this.#showReport = (message) => progress.report({ message });
      if (this.#reported !== undefined) this.#showReport(this.#reported);
      token.onCancellationRequested(() => this.#controller.abort());
      await this.#worked.promise;
    });
  }
}
