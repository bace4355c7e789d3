// Builds the extension: one minified bundle with --production, a readable one otherwise, kept fresh with --watch.
// With --tests it transpiles src and test file by file into out/, for Mocha.
const esbuild = require('esbuild');
const { readdirSync } = require('node:fs');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = { platform: 'node', format: 'cjs', target: 'node22', logLevel: 'warning' };

/** @type {import('esbuild').BuildOptions} */
const extension = {
  ...shared,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  external: ['vscode'],
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
};

async function main() {
  if (process.argv.includes('--tests')) {
    const entryPoints = ['src', 'test'].flatMap((root) =>
      readdirSync(root, { recursive: true })
        .map((name) => `${root}/${name}`)
        .filter((name) => name.endsWith('.ts')),
    );
    await esbuild.build({ ...shared, entryPoints, outbase: '.', outdir: 'out', sourcemap: 'inline' });
  } else if (watch) {
    const context = await esbuild.context({ ...extension, logLevel: 'info' });
    await context.watch();
  } else {
    await esbuild.build(extension);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
