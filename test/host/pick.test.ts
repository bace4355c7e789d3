import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { setTimeout as passed } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Prompts } from '../../src/platform/prompts';
import { useStage } from './support/stage';

describe('A pick of hits of our own search', () => {
  const stage = useStage();

  /** Types `query` into a real pick and presses Enter. */
  async function pickBy(
    query: string,
    hits: readonly string[],
    { isHasty = false, keys = [] as string[] } = {},
  ): Promise<string | undefined> {
    const { createQuickPick } = vscode.window;
    const asked = new EventEmitter();
    let box: vscode.QuickPick<vscode.QuickPickItem> | undefined;
    Object.defineProperty(vscode.window, 'createQuickPick', {
      configurable: true,
      value: () => (box = createQuickPick()),
    });
    try {
      const picked = new Prompts(stage.parts.log).pick({
        title: 'Pick',
        placeholder: '',
        items: (typed) => {
          asked.emit(typed);
          return (typed === '' ? hits.toSorted() : hits).map((label) => ({ label, value: label }));
        },
      });
      assert.ok(box);
      const typed = query === '' ? undefined : once(asked, query);
      box.value = query;
      // The box has the text then, and hits that are of the text before.
      if (isHasty) await passed(0);
      else await typed;
      // VS Code hands over what was set in a turn of the event loop to come, before commands that are run after it.
      if (!isHasty) await passed(0);
      for (const key of keys) await vscode.commands.executeCommand(key);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return await picked;
    } finally {
      Object.defineProperty(vscode.window, 'createQuickPick', { configurable: true, value: createQuickPick });
    }
  }

  const table: [why: string, query: string, hits: string[]][] = [
    ['that differs by accents', 'kos', ['Kós', 'Kosmos', 'Kos Holding']],
    ['in other letters', 'strasse', ['Straße', 'Strasse 2', 'Strassen']],
    ['that is found by its path', 'nord acme', ['Acme', 'Nord Acme']],
    ['that is longer than another', 'acme', ['Acme Group', 'Acme', 'AcmeX']],
  ];
  for (const [why, query, hits] of table) {
    it(`takes at Enter the best hit, one ${why}, wherever VS Code puts it`, async () => {
      assert.equal(await pickBy(query, hits), hits[0]);
    });
  }

  it('takes the best hit for what was typed also where Enter comes before that is shown', async () => {
    for (const hits of [
      ['Kós', 'Kosmos', 'Kos Holding'],
      ['Zürich', 'Kos', 'Aarau'],
    ]) {
      assert.equal(await pickBy('kos', hits, { isHasty: true }), hits[0]);
    }
  });

  it('takes the hit that a person went to by an arrow key', async () => {
    const keys = ['workbench.action.quickOpenSelectNext'];
    assert.equal(await pickBy('acme', ['Acme 1', 'Acme 2', 'Acme 3'], { keys }), 'Acme 2');
    assert.equal(await pickBy('', ['A', 'B'], { keys }), 'B');
  });
});
