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

  it('heads its sections with separators, which no key stops at', async () => {
    const box = await shown([
      { label: 'A', section: 'recently found' },
      { label: 'B', section: 'recently found' },
      { label: 'C', section: 'clients' },
    ]);
    const { Separator } = vscode.QuickPickItemKind;
    assert.deepEqual(
      box.items.map(({ label, kind }) => (kind === Separator ? `- ${label}` : label)),
      ['- recently found', 'A', 'B', '- clients', 'C'],
    );
    assert.deepEqual(
      box.activeItems.map(({ label }) => label),
      ['A'],
    );
  });

  it('offers below “was not found” what can be done then, and does not do it by Enter alone', async () => {
    const box = await shown([], 'Create it');
    assert.deepEqual(
      box.items.map(({ label }) => label),
      ['“Zebra” was not found', 'Create it'],
    );
    assert.equal(box.activeItems[0]?.label, '“Zebra” was not found');
  });

  /** A real pick of these items, as it is handed over to VS Code. Closed after the test. */
  async function shown(
    items: readonly { readonly label: string; readonly section?: string }[],
    other?: string,
  ): Promise<vscode.QuickPick<vscode.QuickPickItem>> {
    const { createQuickPick } = vscode.window;
    stage.later(() =>
      Object.defineProperty(vscode.window, 'createQuickPick', { configurable: true, value: createQuickPick }),
    );
    let box: vscode.QuickPick<vscode.QuickPickItem> | undefined;
    Object.defineProperty(vscode.window, 'createQuickPick', {
      configurable: true,
      value: () => (box = createQuickPick()),
    });
    const picked = new Prompts(stage.parts.log).pick({
      title: 'Pick',
      placeholder: '',
      items: () => items.map((item) => ({ ...item, value: item.label })),
      otherwise: () =>
        other === undefined ? undefined : { none: '“Zebra” was not found', item: { label: other, value: other } },
    });
    assert.ok(box);
    const made = box;
    stage.later(async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      assert.equal(await picked, undefined);
    });
    await vscode.commands.executeCommand('setContext', 'aleta.isPicking', true);
    return made;
  }
});
