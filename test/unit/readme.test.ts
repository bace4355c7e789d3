import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const README = read('README.md');

/** Addresses of Markdown links and pictures: those of pictures where `sign` is `!`. */
const addresses = (sign: '' | '!'): string[] =>
  [...README.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].flatMap(([, found, address = '']) =>
    found === sign ? [address] : [],
  );

/** What is read of package.json. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

/** The anchor that the Marketplace and GitHub make of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

describe('The README', () => {
  it('has pictures that are in the repository and in the package, each below the --baseImagesUrl of vsce', () => {
    const pictures = addresses('!');
    assert.ok(pictures.length > 0);
    const base = /`(https:\/\/open-vsx\.org\/[^`]*\/extension)`/.exec(read('test/harness/suites.mts'))?.[1] ?? '';
    assert.match(base, /^https:/);
    for (const picture of pictures) {
      assert.match(picture, /^media\/readme-[\w-]+\.png$/);
      assert.ok(existsSync(join(ROOT, picture)), picture);
      assert.ok(new URL(`${base}/${picture}`).pathname.endsWith(`/extension/${picture}`), picture);
    }
    assert.match(read('.vscodeignore'), /^!media\/readme-\*\.png$/m);
  });

  it('has a picture and two ways to begin on its first screen', () => {
    const first = README.split('\n').slice(0, 30).join('\n');
    for (const text of [
      '![',
      '## Install',
      '## Begin',
      'Explore Demo Data',
      'Sign In',
      'docs.aleta.io/authentication',
    ]) {
      assert.ok(first.includes(text), text);
    }
  });

  it('links to files and headings that are there', () => {
    const anchors = [...README.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => `#${anchorOf(heading)}`);
    for (const address of addresses('').filter((each) => !each.startsWith('https://'))) {
      const isThere = address.startsWith('#') ? anchors.includes(address) : existsSync(join(ROOT, address));
      assert.ok(isThere, address);
    }
  });

  it('names every command of the Command Palette and describes every setting', () => {
    const { contributes } = JSON.parse(read('package.json')) as Manifest;
    const titles = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const hidden = contributes.menus.commandPalette.flatMap(({ command, when }) => (when === 'false' ? [command] : []));
    for (const { command, title } of contributes.commands) {
      const text = (titles[title.slice(1, -1)] ?? title).replace(/\.\.\.$/, '');
      if (!hidden.includes(command)) assert.ok(README.includes(text), text);
    }
    for (const setting of Object.keys(contributes.configuration.properties)) {
      assert.match(README, new RegExp(`^\\| \`${setting}\` `, 'm'));
    }
  });

  it('has the two lines for set-up, word for word', () => {
    for (const line of ['npm ci && npm start', 'npm ci && npm test']) assert.ok(README.includes(`\n${line}\n`), line);
  });
});
