import assert from 'node:assert/strict';
import { openOn, signIn, startService } from './support/service';

const OFFICE = 'Fernmoor Family Office';
const PROSPECTS = 'Prospects 2026';
const TWO = { manyWindows: true };

describe('Two windows on one account', () => {
  it('sign in and out together', async () => {
    const service = await startService();
    const first = await openOn(service, TWO);
    const second = await openOn(service, TWO);
    assert.deepEqual((await second.view.welcome()).buttons, ['Sign In', 'Explore Demo Data']);
    await first.turnTo();
    await signIn(first);
    await first.view.waitForRow(OFFICE);
    await second.turnTo();
    await second.view.waitForRow(OFFICE);
    assert.equal(await second.input.isVisible(), false, 'nobody is asked twice');
    await second.screenshot('two-windows-signed-in');

    await second.runCommand('Aleta: Sign Out');
    await second.view.welcome();
    await first.turnTo();
    assert.deepEqual((await first.view.welcome()).buttons, ['Sign In', 'Explore Demo Data']);
    assert.deepEqual(await first.view.labels(), []);
    await first.screenshot('two-windows-signed-out');
  });

  it('tell each other of a new name and of a deletion, and let the person decide', async () => {
    const service = await startService();
    const first = await openOn(service, TWO);
    await signIn(first);
    await first.view.expand(PROSPECTS);
    // It has the token from the start.
    const second = await openOn(service, TWO);
    await second.view.expand(PROSPECTS);
    await second.view.waitForRow('Prospect 1');

    await first.turnTo();
    await first.view.select('Prospect 1');
    await first.press('F2');
    await first.input.waitFor('Rename “Prospect 1”');
    await first.input.type('Named in the first');
    await first.input.accept();
    await first.view.waitForRow('Named in the first');

    await second.turnTo();
    await second.view.select('Prospect 1');
    await second.press('F2');
    await second.input.waitFor('Rename “Prospect 1”');
    await second.input.type('Named in the second');
    await second.input.accept();
    await second.input.waitForMessage(
      /Someone else renamed “Prospect 1” to “Named in the first” meanwhile\. Press Enter/,
    );
    assert.equal(await second.input.value(), 'Named in the second');
    await second.screenshot('two-windows-renamed');
    await second.input.escape();
    await second.view.waitForRow('Named in the first');

    await first.turnTo();
    await first.view.select('Named in the first');
    await first.press('Delete');
    await first.dialog.click('Delete');
    await first.view.waitForNoRow('Named in the first');

    await second.turnTo();
    await second.view.select('Named in the first');
    await second.press('F2');
    await second.input.waitFor('Rename “Named in the first”');
    await second.input.type('Too late');
    await second.input.accept();
    await second.input.waitForMessage('“Named in the first” no longer exists. It was deleted elsewhere.');
    await second.view.waitForNoRow('Named in the first');
    await second.eventually(async () => assert.match(await second.view.message(), /58 clients/));
    await second.screenshot('two-windows-deleted');
    const names = service.data.list().map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => /Named in|Too late/.test(name)),
      [],
    );
  });
});

describe('A window that closes while a client is being created', () => {
  for (const [what, isCarriedOut] of [
    ['carries it out', true],
    ['does not carry it out', false],
  ] as const) {
    it(`shows what the service holds when it is opened again, where that ${what}`, async () => {
      const NAME = 'Under way';
      const posts: string[] = [];
      const arrived = Promise.withResolvers<undefined>();
      const service = await startService({
        intercept: ({ method }) => {
          if (method !== 'POST') return false;
          posts.push(method);
          arrived.resolve(undefined);
          if (isCarriedOut) service.data.create(NAME);
          // Nobody is told.
          return true;
        },
      });
      const workbench = await openOn(service);
      await signIn(workbench);
      await workbench.view.clickTitleAction('New Top-Level Client...');
      await workbench.input.waitFor('New Top-Level Client');
      await workbench.input.type(NAME);
      await workbench.input.accept();
      await arrived.promise;
      await workbench.eventually(() => workbench.input.isBusy());
      await workbench.leave();

      await workbench.load();
      await workbench.openAletaView();
      await workbench.view.waitForRow(OFFICE);
      assert.equal(await workbench.view.row(NAME).count(), isCarriedOut ? 1 : 0);
      assert.equal(await workbench.input.isVisible(), false);
      await workbench.screenshot(`closed-while-creating-${isCarriedOut ? 'done' : 'not-done'}`);
      // Whatever it does by itself it does before it answers this.
      await workbench.view.clickTitleAction('Refresh Clients');
      await workbench.eventually(async () =>
        assert.match(await workbench.view.message(), isCarriedOut ? /\b60 clients/ : /\b59 clients/),
      );
      assert.deepEqual(posts, ['POST'], 'nothing is sent twice');
    });
  }
});
