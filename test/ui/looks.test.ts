import assert from 'node:assert/strict';
import { openSignedIn, startService } from './support/service';

const id = (letter: string): string => letter.repeat(24);

describe('What the tree looks like', () => {
  for (const theme of ['dark', 'light'] as const) {
    it(`is at home in a ${theme} theme and a sidebar of 300 pixels`, async () => {
      const workbench = await openSignedIn(await startService(), { theme, sidebarWidth: 300 });
      await workbench.view.expand('Fernmoor Family Office');
      await workbench.view.expand('Fernmoor Holdings');
      await workbench.view.expand('Trust 10');
      await workbench.screenshot(`tree-${theme}-300`);
      const row = (await workbench.view.rows()).find(({ label }) => label === 'Trust 10');
      assert.equal(row?.level, 3);
      assert.match(row.ariaLabel, /^Trust 10 4 clients/);
    });
  }

  it('marks what is odd about the data, and shows records that are none', async () => {
    const service = await startService({
      clients: [
        { id: id('a'), name: 'Orphan', parentId: id('0') },
        { id: id('b'), name: 'Cycle of two: one', parentId: id('c') },
        { id: id('c'), name: 'Cycle of two: the other', parentId: id('b') },
        { id: id('d'), name: '**Bold** $(trash) <b>b</b> [x](command:aleta.signOut) \u202Egnp.exe\nsecond line\u0000' },
        { id: id('e'), name: '' },
        { id: id('f'), name: 'x'.repeat(100_000) },
      ],
    });
    service.data.addRaw({ type: 'client', id: id('9'), attributes: { name: 12 } });
    service.data.addRaw({ type: 'client', id: id('a'), attributes: { name: 'Orphan, or so they say' } });
    service.data.addRaw('nothing like a client');
    const workbench = await openSignedIn(service);
    const { view } = workbench;
    await view.waitForRow('Orphan');
    await workbench.screenshot('marks');
    const rows = new Map((await view.rows()).map((row) => [row.label.slice(0, 20), row]));
    assert.match(rows.get('Cycle of two: one')?.description ?? '', /circular ownership/);
    assert.match(rows.get('Orphan')?.description ?? '', /ID used by several/);
    assert.match(rows.get('Record 7 could not b')?.description ?? '', /attributes\/name is missing or invalid/);
    assert.equal(rows.has('(no name)'), true);
    const hostile = [...rows.values()].find(({ label }) => label.startsWith('**Bold**'));
    assert.equal(
      hostile?.label,
      '**Bold** $(trash) <b>b</b> [x](command:aleta.signOut) ⟨U+202E⟩gnp.exe second line⟨U+0000⟩',
    );
    const tooltip = await view.hoverRow(hostile.label);
    assert.match(tooltip, /\*\*Bold\*\* \$\(trash\) <b>b<\/b> \[x\]\(command:aleta\.signOut\) ⟨U\+202E⟩/);
    await workbench.screenshot('hostile-tooltip');
    await view.hoverRow('Orphan');
    await workbench.screenshot('marks-tooltip');
    await view.clickContextMenu(hostile.label, 'Delete Client...');
    await workbench.dialog.waitFor();
    await workbench.screenshot('hostile-dialog');
    assert.match((await workbench.dialog.read()).text, /\*\*Bold\*\* \$\(trash\)/);
    await workbench.dialog.click('Cancel');
    await workbench.press('F1');
    await workbench.press('Escape');
    await workbench.runCommand('Aleta: Rename Client...');
    await workbench.screenshot('hostile-after');
  });

  it('offers to create the first client where there is none', async () => {
    const service = await startService({ clients: [] });
    const workbench = await openSignedIn(service);
    await workbench.eventually(async () => {
      assert.deepEqual((await workbench.view.welcome()).buttons, ['New Client']);
    });
    await workbench.screenshot('empty');
    await workbench.view.clickWelcome('New Client');
    await workbench.input.waitFor('New Top-Level Client');
    await workbench.input.type('The first');
    await workbench.input.accept();
    await workbench.view.waitForRow('The first');
  });
});

describe('A level with very many clients', () => {
  it('is shown in ranges, and finding one of them still leads to its row', async () => {
    const clients = Array.from({ length: 12_345 }, (_, at) => ({
      id: at.toString(16).padStart(24, '0'),
      name: `Client ${at}`,
    }));
    const workbench = await openSignedIn(await startService({ clients }));
    const { view, picker } = workbench;
    await view.waitForRow('Client 0 – Client 999');
    await workbench.screenshot('ranges');
    assert.equal((await view.labels()).length, 13);
    await workbench.runCommand('Aleta: Find Client...');
    await picker.waitFor('Find Client');
    await picker.filter('client 7654');
    await workbench.eventually(async () => assert.equal((await picker.items())[0]?.label, 'Client 7654'));
    await picker.choose('Client 7654');
    await view.waitForRow('Client 7654');
    await workbench.eventually(async () => {
      const row = (await view.rows()).find(({ label }) => label === 'Client 7654');
      assert.deepEqual([row?.selected, row?.level], [true, 2]);
    });
    await workbench.screenshot('range-found');
  });
});
