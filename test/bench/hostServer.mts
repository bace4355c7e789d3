// A process that runs the npm-provided VS Code with the packaged extension and those of the bench in it. Tells its parent
// how to open it, and ends with it. What it prints is no part of the results.
import { join } from 'node:path';
import { browserLaunch } from '../harness/browser.mts';
import { root } from '../harness/paths.mts';
import { createCleanup, temporaryFolder } from '../harness/processes.mts';
import { pack } from '../harness/suites.mts';
import { startServer } from '../harness/vscodeServer.mts';
import { unpack } from './unpack.mts';

const cleanup = createCleanup();
const end = () => void cleanup.run().then(() => process.exit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
process.on('disconnect', end);

try {
  const unpacked = temporaryFolder(cleanup, 'unpacked');
  unpack(process.env.ALETA_VSIX ?? (await pack()), unpacked);
  const fixtures = ['bare', 'empty', 'probe'].map((name) => join(root, 'test/bench', name));
  const server = await startServer(cleanup, { name: 'bench', linked: [unpacked, ...fixtures] });
  process.send?.({ address: server.address(), settingsFile: server.settingsFile, browser: browserLaunch() });
} catch (error) {
  console.error(error);
  await cleanup.run();
  process.exit(1);
}
