import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InputBoxOptions } from '../../src/platform/inputBox';
import { useStage, type Stage } from './support/stage';

const accept = (): Thenable<void> => vscode.commands.executeCommand('quickInput.accept');
const hide = (): Thenable<void> => vscode.commands.executeCommand('workbench.action.closeQuickOpen');

/** Opens a box of the extension, and resolves once it is shown. */
async function ask(
  stage: Stage,
  title: string,
  more: Pick<Partial<InputBoxOptions<string>>, 'submit' | 'isInterruption'> = {},
) {
  Reflect.deleteProperty(stage.parts.prompts, 'input');
  const shown = new Promise<vscode.InputBox>((resolve) => stage.boxEvents.once('shown', resolve));
  const outcome = stage.parts.prompts.input({
    ...{ title, prompt: title, value: title, busy: `${title}…` },
    ...{ validate: () => undefined, submit: (value: string) => Promise.resolve(value), ...more },
    explain: (error) => ({ text: String(error), remedies: ['signIn', 'retry', 'refresh', 'openSettings', 'showLog'] }),
  });
  return { box: await shown, outcome };
}

/** A box with work under way that lasts until it is ended. */
async function askAndWork(stage: Stage, title: string) {
  const began = Promise.withResolvers<undefined>();
  const work = Promise.withResolvers<string>();
  const submit = (): Promise<string> => {
    began.resolve(undefined);
    return work.promise;
  };
  const asked = await ask(stage, title, { submit });
  await accept();
  await began.promise;
  return { ...asked, ...work };
}

describe('Input boxes', () => {
  const stage = useStage();
  let shown: (string | undefined)[] = [];

  beforeEach(() => {
    shown = [];
    const note = (box: vscode.InputBox): unknown => shown.push(box.title);
    stage.boxEvents.on('shown', note);
    stage.later(() => stage.boxEvents.off('shown', note));
  });

  it('leave one in the background that was there when another was shown', async () => {
    const hidden = await askAndWork(stage, 'Hidden');
    await hide();
    const other = await ask(stage, 'Other');
    await accept();
    assert.equal(await other.outcome, 'Other');
    assert.deepEqual(shown, ['Hidden', 'Other']);
    hidden.resolve('done');
    assert.equal(await hidden.outcome, 'done');
    assert.deepEqual(shown, ['Hidden', 'Other']);
  });

  it('bring back the one that work of another interrupted, with what was typed', async () => {
    const hidden = await askAndWork(stage, 'Hidden');
    await hide();
    const typing = await ask(stage, 'Typing');
    typing.box.value = 'Half a na';
    const signIn = await ask(stage, 'Sign in', { isInterruption: true });
    await accept();
    assert.equal(await signIn.outcome, 'Sign in');
    assert.deepEqual(shown, ['Hidden', 'Typing', 'Sign in', 'Typing']);
    hidden.resolve('done');
    await hidden.outcome;
    await accept();
    assert.equal(await typing.outcome, 'Half a na');
    assert.deepEqual(shown, ['Hidden', 'Typing', 'Sign in', 'Typing']);
  });

  it('bring back each in its turn when their work is interrupted', async () => {
    const outer = await askAndWork(stage, 'Outer');
    const inner = await askAndWork(stage, 'Inner');
    const signIn = await ask(stage, 'Sign in', { isInterruption: true });
    inner.resolve('inner');
    await inner.outcome;
    assert.deepEqual(shown, ['Outer', 'Inner', 'Sign in']);
    await accept();
    await signIn.outcome;
    assert.deepEqual(shown, ['Outer', 'Inner', 'Sign in', 'Outer']);
    outer.resolve('outer');
    assert.equal(await outer.outcome, 'outer');
  });

  it('give one up in which nothing is under way when the person turns to another', async () => {
    const left = await ask(stage, 'Left');
    const other = await ask(stage, 'Other');
    assert.equal(await left.outcome, undefined);
    await accept();
    assert.equal(await other.outcome, 'Other');
    assert.deepEqual(shown, ['Left', 'Other']);
  });

  for (const [turn, way] of [
    ['hid it', hide],
    ['used an editor', () => vscode.commands.executeCommand('workbench.action.files.newUntitledFile')],
  ] as const) {
    it(`do not come back to a person who ${turn}, but offer in a message to try again with what was typed`, async () => {
      stage.later(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
      const changed = new Promise((resolve) => vscode.window.onDidChangeActiveTextEditor(resolve));
      const failing = await askAndWork(stage, 'Failing');
      failing.box.value = 'Half a name';
      await way();
      if (way !== hide) await changed;
      stage.script.choose('Try Again');
      const again = new Promise<vscode.InputBox>((resolve) => stage.boxEvents.once('shown', resolve));
      failing.reject(new Error('no luck'));
      assert.equal((await again).value, 'Half a name');
      assert.deepEqual(stage.script.told, [
        {
          severity: 'error',
          message: 'Failing: Error: no luck',
          buttons: ['Try Again', 'Sign In', 'Refresh', 'Open Settings', 'Show Log'],
        },
      ]);
      assert.deepEqual(shown, ['Failing', 'Failing'], 'only when it was asked for');
      await hide();
      assert.equal(await failing.outcome, undefined);
    });
  }

  it('are given up with the message in whose place they would be', async () => {
    const failing = await askAndWork(stage, 'Failing');
    await hide();
    failing.reject(new Error('no luck'));
    assert.equal(await failing.outcome, undefined);
    assert.deepEqual(shown, ['Failing']);
    assert.deepEqual(stage.script.messages, ['Failing: Error: no luck']);
  });

  it('keep what was typed while the work went on, also when that fails', async () => {
    const failing = await askAndWork(stage, 'Failing');
    failing.box.value = 'Typed meanwhile';
    failing.reject(new Error('no luck'));
    while (failing.box.busy) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(failing.box.value, 'Typed meanwhile');
    assert.deepEqual(shown, ['Failing'], 'to show it again would take the focus from elsewhere');
    assert.deepEqual(
      failing.box.buttons.map(({ tooltip }) => tooltip),
      ['Refresh', 'Open Settings', 'Show Log'],
      'what helps, but for another box in place of this one',
    );
    await hide();
    assert.equal(await failing.outcome, undefined);
  });
});
