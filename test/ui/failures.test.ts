import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { openSignedIn, startService, TOKEN } from './support/service';

const OFFICE = 'Fernmoor Family Office';

function answer(response: ServerResponse, status: number, detail: string): true {
  response.writeHead(status, { 'content-type': 'application/vnd.api+json', connection: 'close' });
  response.end(JSON.stringify({ errors: [{ status: String(status), detail }] }));
  return true;
}

describe('When something fails', () => {
  it('a tree that could not load says so, and Retry loads it', async () => {
    let isBroken = false;
    const service = await startService({ intercept: (_, response) => isBroken && answer(response, 400, 'Not today') });
    const workbench = await openSignedIn(service);
    await workbench.view.waitForRow(OFFICE);
    isBroken = true;
    await workbench.reload();
    await workbench.openAletaView();
    await workbench.eventually(async () => {
      const welcome = await workbench.view.welcome();
      assert.match(welcome.text, /could not be loaded/);
      assert.deepEqual(welcome.buttons, ['Retry', 'Show Log']);
    });
    await workbench.screenshot('load-failed');
    await workbench.view.clickWelcome('Retry');
    await workbench.notifications.waitFor(/were not loaded.*HTTP 400.*Not today/);
    await workbench.screenshot('load-failed-again');
    isBroken = false;
    await workbench.notifications.click(/were not loaded/, 'Retry');
    await workbench.view.waitForRow(OFFICE);
  });

  it('a refresh that fails keeps the last good tree and says how old it is', async () => {
    let isBroken = false;
    const service = await startService({ intercept: (_, response) => isBroken && answer(response, 400, 'Not today') });
    const workbench = await openSignedIn(service);
    await workbench.view.expand(OFFICE);
    isBroken = true;
    await workbench.view.clickTitleAction('Refresh Clients');
    await workbench.notifications.waitFor(/were not refreshed/);
    await workbench.eventually(async () => {
      assert.match(await workbench.view.message(), /Not refreshed\. Showing the clients as of \d+:\d\d/);
    });
    await workbench.view.waitForRow('Fernmoor Holdings');
    await workbench.screenshot('refresh-failed');
    isBroken = false;
    service.data.create('A new one');
    await workbench.notifications.click(/were not refreshed/, 'Retry');
    await workbench.view.waitForRow('A new one');
    await workbench.view.waitForRow('Fernmoor Holdings');
    await workbench.eventually(async () => assert.match(await workbench.view.message(), /60 clients/));
  });

  it('an expired token asks to sign in again, and the action goes on with what was typed', async () => {
    let expired = false;
    const service = await startService({
      intercept: (request, response) =>
        expired && request.method !== 'GET' && answer(response, 401, `Expired: ${TOKEN}`),
    });
    const workbench = await openSignedIn(service);
    const { view, input } = workbench;
    await view.waitForRow(OFFICE);
    await view.clickTitleAction('New Top-Level Client...');
    await input.waitFor('New Top-Level Client');
    await input.type('Kept through it all');
    expired = true;
    await input.accept();
    await input.waitFor('Sign In to Aleta');
    await input.waitForMessage(/no longer accepted/);
    await workbench.screenshot('sign-in-again');
    expired = false;
    await input.type(TOKEN);
    await input.accept();
    await view.waitForRow('Kept through it all');
    await input.waitForGone();
    assert.equal(service.data.list().filter(({ name }) => name === 'Kept through it all').length, 1);
  });

  it("another person's rename is told of before it is overwritten", async () => {
    const service = await startService();
    const workbench = await openSignedIn(service);
    const { view, input } = workbench;
    await view.expand('Prospects 2026');
    await view.select('Prospect 1');
    service.data.rename(service.data.idOf('Prospects 2026', 'Prospect 1'), 'Someone else was here');
    await workbench.press('F2');
    await input.waitFor('Rename “Prospect 1”');
    await input.type('Mine');
    await input.accept();
    await input.waitForMessage(/Someone else renamed “Prospect 1” to “Someone else was here”.*Press Enter/);
    await workbench.screenshot('rename-conflict');
    await view.waitForRow('Someone else was here');
    assert.equal(await input.value(), 'Mine');
    await input.accept();
    await view.waitForRow('Mine');
  });

  it('a create whose answer got lost is found by reading again, and not sent twice', async () => {
    let posts = 0;
    const service = await startService({
      intercept: (request, response) => {
        if (request.method !== 'POST') return false;
        posts++;
        // The service carries it out; only its answer never leaves.
        response.writeHead = () => response.destroy();
        return false;
      },
    });
    const workbench = await openSignedIn(service);
    await workbench.view.waitForRow(OFFICE);
    await workbench.view.clickTitleAction('New Top-Level Client...');
    await workbench.input.waitFor('New Top-Level Client');
    await workbench.input.type('Created all the same');
    await workbench.input.accept();
    await workbench.view.waitForRow('Created all the same');
    await workbench.notifications.waitFor(
      /was lost.*A client named “Created all the same” now exists\. Someone else may have created it\./,
    );
    await workbench.screenshot('doubtful');
    assert.equal(posts, 1);
  });
});
