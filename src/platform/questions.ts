import { QuickInputButtons, window, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';
import { withoutLinks } from '../base/plainText';

/** What was answered so far, by the names of the questions. */
export type Answers = Readonly<Partial<Record<string, string>>>;

/** One of several questions that are asked in turn. */
export interface Question {
  /** Of its answer. */
  readonly name: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** What can be chosen; without these a text is typed. */
  readonly choices?: readonly Choice[];
  /** Whether it is asked, after these answers; always by default. */
  isAsked?(answers: Answers): boolean;
  /** What is in the box at first. */
  value?(answers: Answers): string;
  /** What is wrong with a typed text, at every key stroke. */
  problem?(value: string, answers: Answers): string | undefined;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** What was in a box when the person went back: it is there again afterwards. */
interface Back {
  readonly draft: string;
}

/**
 * Asks one question after the other, with Back, which keeps what was answered.
 *
 * @returns The answers, or `undefined` when the person gave up.
 */
export async function askInTurn(title: string, questions: readonly Question[]): Promise<Answers | undefined> {
  /** What was typed or chosen, also in questions that were gone back from. */
  const drafts: Partial<Record<string, string>> = {};
  const given: { readonly question: Question; readonly answer: string }[] = [];
  for (;;) {
    const answers: Answers = Object.fromEntries(given.map(({ question: { name }, answer }) => [name, answer]));
    const left = questions.filter((each) => answers[each.name] === undefined && each.isAsked?.(answers) !== false);
    const [question] = left;
    if (question === undefined) return answers;
    const before = drafts[question.name] ?? question.value?.(answers) ?? '';
    // How many there are may depend on what is answered.
    const heading = { title, step: given.length + 1, totalSteps: given.length + left.length };
    const answer = await ask(question, answers, before, heading);
    if (answer === undefined) return undefined;
    if (typeof answer === 'string') {
      drafts[question.name] = answer;
      given.push({ question, answer });
    } else {
      drafts[question.name] = answer.draft;
      given.pop();
    }
  }
}

interface Heading {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

function ask(
  question: Question,
  answers: Answers,
  before: string,
  heading: Heading,
): Promise<string | Back | undefined> {
  if (question.choices !== undefined) return askForChoice(question, question.choices, before, heading);
  const box = window.createInputBox();
  box.prompt = withoutLinks(question.prompt);
  box.placeholder = question.placeholder;
  box.value = before;
  const judge = (value: string): boolean => {
    const problem = question.problem?.(value, answers);
    box.validationMessage = problem === undefined ? undefined : withoutLinks(problem);
    return problem === undefined;
  };
  box.onDidChangeValue(judge);
  return show(
    box,
    heading,
    () => (judge(box.value) ? box.value : undefined),
    () => box.value,
  );
}

function askForChoice(
  { prompt }: Question,
  choices: readonly Choice[],
  before: string,
  heading: Heading,
): Promise<string | Back | undefined> {
  const pick = window.createQuickPick<QuickPickItem & Choice>();
  pick.placeholder = withoutLinks(prompt);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices;
  pick.activeItems = pick.items.filter(({ value }) => value === before);
  return show(
    pick,
    heading,
    () => pick.selectedItems[0]?.value,
    () => pick.activeItems[0]?.value ?? before,
  );
}

/**
 * @param accept The answer that Enter gives; `undefined` for none yet.
 * @param draft What is to be there again after going back.
 */
async function show(
  input: InputBox | QuickPick<QuickPickItem & Choice>,
  { title, step, totalSteps }: Heading,
  accept: () => string | undefined,
  draft: () => string,
): Promise<string | Back | undefined> {
  const outcome = Promise.withResolvers<string | Back | undefined>();
  Object.assign(input, { title, step, totalSteps, ignoreFocusOut: true });
  if (step > 1) input.buttons = [QuickInputButtons.Back];
  input.onDidAccept(() => {
    const answer = accept();
    if (answer !== undefined) outcome.resolve(answer);
  });
  input.onDidTriggerButton(() => outcome.resolve({ draft: draft() }));
  input.onDidHide(() => outcome.resolve(undefined));
  input.show();
  try {
    return await outcome.promise;
  } finally {
    input.dispose();
  }
}
