import assert from 'node:assert/strict';
import { openOn, openSignedIn, startService } from './support/service';

describe('Demo data', () => {
  it('can be explored without an account, says what it is, and is left again', async () => {
    const workbench = await openOn(await startService());
    const { view } = workbench;
    await view.clickWelcome('Explore Demo Data');
    await view.waitForRow('Fernmoor Family Office');
    await workbench.eventually(async () => {
      assert.match(await view.message(), /Demo data.*made up/);
      assert.match(await view.title(), /Demo Data/i);
    });
    await view.expand('Fernmoor Family Office');
    await view.expand('Fernmoor Holdings');
    await workbench.screenshot('demo');

    await view.clickInlineAction('Prospects 2026', 'New Child Client...');
    await workbench.input.waitFor('New Client under “Prospects 2026”');
    await workbench.input.type('Prospect 11');
    await workbench.input.accept();
    await view.waitForRow('Prospect 11');

    await view.clickTitleAction('Leave Demo Data');
    assert.deepEqual((await view.welcome()).buttons, ['Sign In', 'Explore Demo Data']);
    await workbench.eventually(async () => (await view.message()) === '');
  });

  it('leaves the real session alone', async () => {
    const service = await startService({ clients: [{ id: 'a'.repeat(24), name: 'Real client' }] });
    const workbench = await openSignedIn(service);
    await workbench.view.waitForRow('Real client');
    await workbench.runCommand('Aleta: Explore Demo Data');
    await workbench.view.waitForRow('Fernmoor Family Office');
    await workbench.view.waitForNoRow('Real client');
    await workbench.runCommand('Aleta: Leave Demo Data');
    await workbench.view.waitForRow('Real client');
    assert.deepEqual(await workbench.view.labels(), ['Real client']);
  });
});
