import { startDemoService, type DemoService, type DemoServiceOptions } from '../../../src/demo/demoService';
import { openWorkbench, type OpenOptions } from './session';
import type { Workbench } from './workbench';

export const TOKEN = 'a-token-that-only-tests-know';

const started: DemoService[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.close()));
});

/** A service of the test's own, to be signed in to with `TOKEN`. Closed after the test. */
export async function startService(options: Partial<DemoServiceOptions> = {}): Promise<DemoService> {
  const service = await startDemoService({ token: TOKEN, ...options });
  started.push(service);
  return service;
}

/** A window whose setting names `service`, with our view open. */
export async function openOn(service: DemoService, options: OpenOptions = {}): Promise<Workbench> {
  const workbench = await openWorkbench({
    ...options,
    settings: { 'aleta.apiUrl': service.url, ...options.settings },
  });
  await workbench.openAletaView();
  return workbench;
}

/** Signs in by typing, as a person does from the welcome view. */
export async function signIn(workbench: Workbench, token = TOKEN): Promise<void> {
  await workbench.view.clickWelcome('Sign In');
  await workbench.input.waitFor('Sign In to Aleta');
  await workbench.input.type(token);
  await workbench.input.accept();
}

/** A window that is signed in to `service` and shows its clients. */
export async function openSignedIn(service: DemoService, options: OpenOptions = {}): Promise<Workbench> {
  const workbench = await openOn(service, options);
  await signIn(workbench);
  await workbench.input.waitForGone();
  return workbench;
}
