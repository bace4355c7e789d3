// The strings of the sources for translators: l10n/bundle.l10n.json, which VS Code wants beside bundles of other
// languages (l10n/bundle.l10n.de.json).
import { getL10nJson } from '@vscode/l10n-dev';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { root } from './paths.mts';

const file = join(root, 'l10n/bundle.l10n.json');

/**
 * What the file should hold: a member for each message of an `l10n.t` call, with its comments if it has any. Sorted by
 * key, so that moving a call changes nothing.
 */
async function bundle(): Promise<string> {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ extension: extname(name), contents: readFileSync(join(root, 'src', name), 'utf8') }));
  const messages = Object.entries(await getL10nJson(sources)).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(messages), null, 2)}\n`;
}

export async function writeBundle(): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await bundle());
}

/** Says on the console what to do if not. */
export async function isBundleUpToDate(): Promise<boolean> {
  const found = existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '';
  if (found === (await bundle())) return true;
  console.error('l10n/bundle.l10n.json differs from the messages in src: run "npm run l10n" and commit it.');
  return false;
}
