// The entry that VS Code calls inside the extension host, in the desktop program and in the npm-provided one alike.
import Mocha from 'mocha';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { version } from 'vscode';
import './support/systemAuthority';

/** Output arrives at the harness one console call after the other, without colours. */
export async function run(): Promise<void> {
  // The harness waits for these words.
  console.log(`Host suite in VS Code ${version}`);
  const [grep] = argumentsOf('--grep', '-g');
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 20_000,
    reporter: join(__dirname, '../../../test/harness/reporter.cjs'),
    ...(grep === undefined ? {} : { grep }),
  });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** Values of an option among those that followed `--` on the command line. */
function argumentsOf(...names: string[]): string[] {
  const given = JSON.parse(process.env['ALETA_MOCHA'] ?? '[]') as string[];
  return given.flatMap((argument, index) => {
    const [name = '', inline] = argument.split('=', 2);
    const value = inline ?? given[index + 1];
    return names.includes(name) && value !== undefined ? [value] : [];
  });
}
