import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { setTimeout as passed } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Prompts } from '../../src/platform/prompts';
import { useStage } from './support/stage';

describe('A pick of hits of our own search', () => {
  const stage = useStage();

  /** Types `query` into a real pick and presses Enter. */
  async function pickBy(query: string, hits: readonly string[]): Promise<string | undefined> {
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
      const typed = once(asked, query);
      box.value = query;
      await typed;
      // VS Code hands over what was set in a turn of the event loop to come, before commands that are run after it.
      await passed(0);
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
});
