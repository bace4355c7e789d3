/** Stands in for the person at the prompts: what they do is given beforehand, what they were shown is kept. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SaveDialogOptions, Uri } from 'vscode';
import type { Remedy } from '../../../src/platform/failures';
import type { InputBoxOptions } from '../../../src/platform/inputBox';
import { newTask } from '../../../src/platform/progress';
import type { Confirmation, PickOptions, Prompts, SeveralOptions } from '../../../src/platform/prompts';
import type { Answers, Question } from '../../../src/platform/questions';

export interface Told {
  /** `status`: in the status bar. */
  readonly severity: 'info' | 'warning' | 'error' | 'status';
  readonly message: string;
  readonly buttons: readonly string[];
}

/** One box from the first key stroke to its end. */
export interface Typed {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly password: boolean;
  /** What was said below the box, in order; `warning:` and `error:` before what was said of the value. */
  readonly said: string[];
  /** What helps with the last failure of the work. */
  remedies: readonly Remedy[];
}

type Answer = (flow: InputBoxOptions<unknown>, typed: Typed) => Promise<unknown>;

export class Script {
  readonly told: Told[] = [];
  readonly confirmations: Confirmation[] = [];
  readonly picks: { readonly title: string; readonly labels: readonly string[] }[] = [];
  readonly inputs: Typed[] = [];
  /** Questions that were asked in turn, with what could be chosen. */
  readonly questions: { readonly title: string; readonly name: string; readonly labels: readonly string[] }[] = [];
  /** Dialogs in which a place for a file was chosen. */
  readonly saves: SaveDialogOptions[] = [];
  /** What was said of answers to questions that are asked in turn. */
  readonly problems: string[] = [];
  readonly #prompts: Prompts;
  readonly #answers: Answer[] = [];
  readonly #consents: boolean[] = [];
  readonly #choices: { readonly button: string; readonly when: Promise<unknown> | undefined }[] = [];
  readonly #picked: { readonly label: string; readonly query: string }[] = [];
  readonly #ticked: (readonly string[])[] = [];
  readonly #filled: Answers[] = [];
  readonly #places: (() => Uri | undefined | Promise<Uri | undefined>)[] = [];
  readonly #unexpected: string[] = [];

  constructor(prompts: Prompts) {
    this.#prompts = prompts;
    prompts.input = <T>(flow: InputBoxOptions<T>) => this.#input(flow) as Promise<T | undefined>;
    prompts.askInTurn = (title, questions) => Promise.resolve(this.#fill(title, questions));
    prompts.pick = (flow) => this.#pick(flow);
    prompts.saveFile = async (options) => {
      this.saves.push(options);
      const place = this.#places.shift();
      if (place === undefined) this.#unexpected.push(`saveFile: ${options.title ?? ''}`);
      return place?.();
    };
    prompts.pickSeveral = (flow) => Promise.resolve(this.#pickSeveral(flow));
    prompts.confirm = (confirmation) => {
      this.confirmations.push(confirmation);
      const answer = this.#consents.shift();
      if (answer === undefined) this.#unexpected.push(`confirm: ${confirmation.message}`);
      return Promise.resolve(answer ?? false);
    };
    prompts.announce = (message) => void this.told.push({ severity: 'status', message, buttons: [] });
    prompts.notify = (severity, message, ...buttons) => {
      this.told.push({ severity, message, buttons });
      const chosen = this.#choices[0];
      if (chosen === undefined || !buttons.includes(chosen.button)) return Promise.resolve(undefined);
      this.#choices.shift();
      return chosen.when === undefined ? Promise.resolve(chosen.button) : chosen.when.then(() => chosen.button);
    };
  }

  /** Types these into the next box, one after the other until one is accepted, and gives up after the last. */
  type(...values: string[]): void {
    this.answer(async (flow, typed) => {
      for (const value of values) {
        const outcome = await submit(flow, typed, value);
        if (outcome !== undefined) return outcome.result;
      }
      return undefined;
    });
  }

  answer(answer: Answer): void {
    this.#answers.push(answer);
  }

  consent(...answers: boolean[]): void {
    this.#consents.push(...answers);
  }

  /** Presses this button on the next message that has it, which stays as it is until `when`. */
  choose(button: string, when?: Promise<unknown>): void {
    this.#choices.push({ button, when });
  }

  /** Picks the item of this label, after typing `query`; what is offered where nothing matches included. */
  pick(label: string, query = label): void {
    this.#picked.push({ label, query });
  }

  /** Ticks the items with these labels in the next pick of several, and no others. */
  tick(...labels: string[]): void {
    this.#ticked.push(labels);
  }

  /** Answers the next questions that are asked in turn, by their names; one without an answer is left as it is. */
  fill(answers: Answers): void {
    this.#filled.push(answers);
  }

  /** Chooses this place in the next dialog for a file; `undefined` cancels it. */
  saveTo(place: () => Uri | undefined | Promise<Uri | undefined>): void {
    this.#places.push(place);
  }

  get messages(): string[] {
    return this.told.map(({ message }) => message);
  }

  /** Until so many messages were shown. */
  async untilTold(count: number): Promise<void> {
    while (this.told.length < count) await nextTurn();
  }

  /** Messages that something went wrong. */
  get troubles(): string[] {
    return this.told
      .filter(({ severity }) => severity === 'warning' || severity === 'error')
      .map(({ message }) => message);
  }

  /** Gives the prompts back, and fails for what nobody had foreseen, and for what was foreseen and never came. */
  end(): void {
    for (const method of [
      'input',
      'pick',
      'pickSeveral',
      'confirm',
      'notify',
      'announce',
      'askInTurn',
      'saveFile',
    ] as const)
      Reflect.deleteProperty(this.#prompts, method);
    const left =
      this.#answers.length +
      this.#consents.length +
      this.#choices.length +
      this.#picked.length +
      this.#filled.length +
      this.#places.length +
      this.#ticked.length;
    assert.deepEqual({ unexpected: this.#unexpected, left }, { unexpected: [], left: 0 });
  }

  async #input(flow: InputBoxOptions<unknown>): Promise<unknown> {
    const { title, prompt, value = '', password = false } = flow;
    const typed: Typed = { title, prompt, value, password, said: [], remedies: [] };
    this.inputs.push(typed);
    const answer = this.#answers.shift();
    if (answer !== undefined) return answer(flow, typed);
    this.#unexpected.push(`input: ${title}`);
    return undefined;
  }

  #fill(title: string, questions: readonly Question[]): Answers | undefined {
    const wanted = this.#filled.shift();
    if (wanted === undefined) {
      this.#unexpected.push(`questions: ${title}`);
      return undefined;
    }
    let given: Answers = {};
    for (const question of questions) {
      const { name, choices } = question;
      if (question.isAsked?.(given) === false) continue;
      this.questions.push({ title, name, labels: (choices ?? []).map(({ label }) => label) });
      const answer = wanted[name] ?? question.value?.(given) ?? '';
      assert.ok(choices === undefined || choices.some((each) => each.value === answer), `${answer} is no ${name}`);
      const wrong = question.problem?.(answer, given);
      if (wrong !== undefined) {
        this.problems.push(wrong);
        return undefined;
      }
      given = { ...given, [name]: answer };
    }
    return given;
  }

  #pickSeveral<T>({ title, items }: SeveralOptions<T>): T[] | undefined {
    this.picks.push({ title, labels: items.map(({ label }) => label) });
    const wanted = this.#ticked.shift();
    if (wanted === undefined) {
      this.#unexpected.push(`pick: ${title}`);
      return undefined;
    }
    return items.filter(({ label }) => wanted.includes(label)).map(({ value }) => value);
  }

  async #pick<T>(flow: PickOptions<T>): Promise<T | undefined> {
    await flow.ready;
    const items = flow.items('');
    this.picks.push({ title: flow.title, labels: items.map(({ label }) => label) });
    const wanted = this.#picked.shift();
    if (wanted === undefined) {
      this.#unexpected.push(`pick: ${flow.title}`);
      return undefined;
    }
    const { label: name, query } = wanted;
    const found = flow.items(query);
    const other = found.length === 0 ? flow.otherwise?.(query) : undefined;
    const item = [...found, ...(other === undefined ? [] : [other.item])].find(({ label }) => label === name);
    assert.ok(item, `There is nothing named ${name} to pick.`);
    return item.value;
  }
}

/** Types one value and presses Enter; `undefined` when the box stays. */
export async function submit(
  flow: InputBoxOptions<unknown>,
  typed: Typed,
  value: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ result: unknown } | undefined> {
  const judgement = flow.validate(value);
  if (judgement !== undefined) typed.said.push(`${judgement.severity}: ${judgement.message}`);
  if (judgement?.severity === 'error') return undefined;
  try {
    return {
      result: await flow.submit(
        value,
        newTask(
          signal,
          () => undefined,
          () => false,
        ),
      ),
    };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { result: undefined };
    const { text, remedies } = flow.explain(error);
    typed.said.push(text);
    typed.remedies = remedies;
    return undefined;
  }
}
