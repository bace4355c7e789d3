import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { formatPath } from '../../src/view/labels';
import { listing, open, run } from './support/actions';
import { nodeOf, rowOf } from './support/clients';
import { useStage } from './support/stage';

const LONGEST = 10_000;
const many = (make: (at: number) => unknown): unknown[] => Array.from({ length: 5_000 }, (_, at) => make(at));
const client = (id: string, name: string, relationships: unknown = {}): unknown => ({
  ...{ type: 'client', id, attributes: { name }, relationships },
});
const child = (id: string): unknown => ({ type: 'client', id });

describe('Texts about a client', () => {
  const stage = useStage();

  const services: [what: string, data: unknown[]][] = [
    [
      'that lists thousands of children nobody sees',
      [client('odd', 'Odd', { children: { data: many((at) => child(`${'x'.repeat(150)}${at}`)) } })],
    ],
    ['whose id thousands of records have', many((at) => client('odd', `${'n'.repeat(150)}${at}`))],
    [
      'that thousands list as their child',
      [
        client('odd', 'Odd'),
        ...many((at) => client(`p${at}`, `${'n'.repeat(150)}${at}`, { children: { data: [child('odd')] } })),
      ],
    ],
    [
      'that is thousands of levels down',
      [
        ...many((at) =>
          client(`p${at}`, `${'n'.repeat(150)}${at}`, {
            parent: { data: at === 0 ? null : child(`p${at - 1}`) },
            children: { data: [child(at === 4_999 ? 'odd' : `p${at + 1}`)] },
          }),
        ),
        client('odd', 'Odd', { parent: { data: child('p4999') } }),
      ],
    ],
  ];
  for (const [what, data] of services) {
    it(`${what} are short enough to be read`, async () => {
      await open(stage, listing({ data }));
      const row = rowOf(stage, 'odd');
      const item = await stage.tree.provider.getTreeItem(row);
      const { token } = new vscode.CancellationTokenSource();
      const tooltip = (await stage.tree.provider.resolveTreeItem?.(item, row, token))?.tooltip;
      assert.ok(tooltip instanceof vscode.MarkdownString);
      assert.ok(tooltip.value.length < LONGEST, `tooltip: ${tooltip.value.length}`);
      // A client with children that cannot be seen is not deleted.
      const isAsked = stage.parts.store.hierarchy?.issues(nodeOf(stage, 'odd'))[0]?.kind !== 'childrenNotVisible';
      if (isAsked) stage.script.consent(false);
      await run('deleteClient', row);
      const said = [
        ...stage.script.confirmations.map(({ message, detail }) => message + detail),
        ...stage.script.messages,
      ];
      assert.equal(said.length, 1);
      for (const text of said) assert.ok(text.length < LONGEST, `modal or message: ${text.length}`);
      stage.script.answer((flow) => {
        assert.ok(flow.prompt.length < LONGEST, `prompt: ${flow.prompt.length}`);
        return Promise.resolve(undefined);
      });
      await run('renameClient', row);
    });
  }

  it('name the first clients of a long path and the last ones, and count those between', async () => {
    const deep = Array.from({ length: 12 }, (_, at) => ({
      ...{ id: `n${at}`, name: `N${at}`, ...(at === 0 ? {} : { parentId: `n${at - 1}` }) },
    }));
    await stage.open({ clients: deep });
    const pathOf = (id: string): string => formatPath(stage.parts.store.hierarchy?.path(nodeOf(stage, id)) ?? []);
    assert.equal(pathOf('n2'), 'N0 > N1 > N2');
    assert.equal(
      pathOf('n10'),
      deep
        .slice(0, 11)
        .map(({ name }) => name)
        .join(' > '),
    );
    assert.equal(pathOf('n11'), 'N0 > N1 > N2 > … 2 more … > N5 > N6 > N7 > N8 > N9 > N10 > N11');
  });
});
