import assert from 'node:assert/strict';
import { openOn, openSignedIn, signIn, startService, TOKEN } from './support/service';

describe('The first steps', () => {
  it('are opened by the signed-out view, which also leads to the page on how to get access', async () => {
    const workbench = await openOn(await startService(), { sidebarWidth: 250 });
    assert.match((await workbench.view.welcome()).text, /No token or key yet\? See how to get access/);
    await workbench.screenshot('signed-out-250');
    await workbench.view.clickWelcome('walkthrough');
    const { page } = workbench;
    for (const title of ['Explore demo data', 'Sign in', 'Find a client', 'Create and rename clients']) {
      await page.locator('.getting-started-step h3', { hasText: title }).first().click();
      await workbench.screenshot(`walkthrough-${title.replaceAll(' ', '-').toLowerCase()}`);
    }
    await page.locator('.getting-started-media img').first().waitFor();
  });
});

describe('Signing in', () => {
  it('is offered by the view, tries the token, and shows the clients', async () => {
    const service = await startService();
    const workbench = await openOn(service);
    const welcome = await workbench.view.welcome();
    assert.deepEqual(welcome.buttons, ['Sign In', 'Explore Demo Data']);
    await workbench.screenshot('signed-out');

    await workbench.view.clickWelcome('Sign In');
    await workbench.input.waitFor('Sign In to Aleta');
    assert.equal(await workbench.input.isPassword(), true);
    await workbench.input.type('tøken');
    await workbench.input.waitForMessage(/only ASCII/);
    await workbench.screenshot('sign-in-bad-character');

    await workbench.input.type('wrong');
    await workbench.input.accept();
    await workbench.input.waitForMessage(/does not accept this token/);
    await workbench.screenshot('sign-in-wrong-token');
    assert.equal(await workbench.input.value(), 'wrong');

    await workbench.input.type(`  Bearer ${TOKEN} `);
    await workbench.input.accept();
    await workbench.input.waitForGone();
    await workbench.view.waitForRow('Fernmoor Family Office');
    // Without the mouse: the tree has the focus.
    await workbench.eventually(async () => {
      await workbench.press('ArrowDown');
      return (await workbench.view.rows()).some(({ focused }) => focused);
    });
    await workbench.screenshot('signed-in');
  });

  it('tells a server that cannot be reached from a wrong token, and keeps what was typed', async () => {
    const service = await startService();
    const workbench = await openOn(service);
    await service.close();
    await signIn(workbench);
    await workbench.input.waitForMessage(/could not be checked.*cannot be reached/);
    assert.equal(await workbench.input.value(), TOKEN);
    await workbench.screenshot('sign-in-unreachable');
  });

  it('lasts over a reload, until signing out', async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    await workbench.view.waitForRow('Fernmoor Family Office');
    await workbench.reload();
    await workbench.openAletaView();
    await workbench.view.waitForRow('Fernmoor Family Office');
    await workbench.runCommand('Aleta: Sign Out');
    assert.deepEqual((await workbench.view.welcome()).buttons, ['Sign In', 'Explore Demo Data']);
    assert.deepEqual(await workbench.view.labels(), []);
  });
});
