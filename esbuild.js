// Builds the extension: one minified bundle with --production, a readable one otherwise, kept fresh with --watch.
// With --tests it transpiles src and test file by file into out/, for Mocha.
const esbuild = require('esbuild');
const { readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  logLevel: 'warning',
  // Has import() become a require(), which VS Code's own loader knows, and which finds files without their extension.
  supported: { 'dynamic-import': false },
};

/**
 * undici is most of what we ship, and is first needed with the first request: in a file of its own, it is not compiled
 * when VS Code starts. What writes workbooks is seldom needed at all.
 *
 * @type {import('esbuild').Plugin}
 */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^undici$|\/workbook$/ }, ({ kind, path }) =>
      kind === 'entry-point' ? undefined : { path: `./${path.split('/').at(-1)}.js`, external: true },
    );
  },
};

/** @type {import('esbuild').BuildOptions} */
const extension = {
  ...shared,
  entryPoints: { extension: 'src/extension.ts', undici: 'undici', workbook: 'src/model/documents/workbook.ts' },
  outdir: 'dist',
  bundle: true,
  external: ['vscode'],
  plugins: [apart],
  minify: production,
  sourcemap: !production,
  legalComments: 'external',
  metafile: true,
};

/**
 * The licences of the packages in the bundle, which ask to be in every copy, and what their files say of other authors.
 *
 * @param {import('esbuild').Metafile} metafile
 */
function writeNotices({ inputs }) {
  const folders = Object.keys(inputs).flatMap(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const notices = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    return `${name} ${version}\n\n${readFileSync(`${folder}/LICENSE`, 'utf8')}`;
  });
  const comments = readdirSync('dist').filter((name) => name.endsWith('.LEGAL.txt'));
  const told = comments.map((name) => readFileSync(`dist/${name}`, 'utf8'));
  writeFileSync('dist/ThirdPartyNotices.txt', [...notices, ...told].join('\n'));
  for (const name of comments) rmSync(`dist/${name}`);
}

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
    writeNotices((await esbuild.build(extension)).metafile);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
