import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
/** Everything that is made for a run and may be thrown away. Git ignores it. */
export const scratch = join(root, '.vscode-test');
export const artifacts = join(root, 'artifacts');

const tools = join(scratch, 'toolchain/vscode');
export const vsCode = join(tools, 'node_modules/code-server/lib/vscode');
export const chromium = join(tools, 'chromium');
export const japaneseFont = join(tools, 'node_modules/@embedpdf/fonts-jp/fonts');
/** run.mjs installs the parts above for this platform only. */
export const npmProvided = process.platform === 'linux' && process.arch === 'x64';

/** The program of one of our own dependencies, to be run with `process.execPath`. */
export const bin = {
  eslint: join(root, 'node_modules/eslint/bin/eslint.js'),
  prettier: join(root, 'node_modules/prettier/bin/prettier.cjs'),
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  mocha: join(root, 'node_modules/mocha/bin/mocha.js'),
  vsce: join(root, 'node_modules/@vscode/vsce/vsce'),
};
