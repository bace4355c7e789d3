import js from '@eslint/js';
import perfectionist from 'eslint-plugin-perfectionist';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The layers of src from the lowest to the highest, and what each may import: see "Layers" in CONTRIBUTING.md. */
const LAYERS = [
  { folder: 'base', imports: [] },
  { folder: 'api', imports: ['base'] },
  { folder: 'demo', imports: ['base'] },
  { folder: 'model/hierarchy', imports: ['base', 'api'] },
  { folder: 'model/search', imports: ['base', 'hierarchy'] },
  { folder: 'model/store', imports: ['base', 'api', 'hierarchy', 'search'] },
  { folder: 'model/edits', imports: ['base', 'api', 'hierarchy', 'store'] },
  { folder: 'model/documents', imports: ['base', 'api', 'hierarchy'] },
  { folder: 'platform', imports: ['base', 'api'], vscode: true },
  { folder: 'auth', imports: ['base', 'api', 'demo', 'platform'], vscode: true },
  { folder: 'auth/keys', imports: ['base', 'api', 'token'] },
  { folder: 'view', imports: ['base', 'api', 'model', 'platform', 'auth'], vscode: true },
  { folder: 'commands', imports: ['base', 'api', 'model', 'platform', 'auth', 'view'], vscode: true },
  { folder: 'commands/support', imports: ['base', 'api', 'model', 'platform', 'auth', 'view', '[^/]+$'], vscode: true },
];

const message = 'Data flows one way: see "Layers" in CONTRIBUTING.md.';
const layers = LAYERS.map(({ folder, imports, vscode = false }) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: `^\\.\\./(?!(\\.\\./)*(${imports.join('|') || '-'})(/|$))`, message },
          ...(vscode ? [] : [{ regex: '^vscode$', message }]),
        ],
      },
    ],
  },
}));

const globals = Object.fromEntries(
  ['process', 'console', 'require', 'module', 'URL', 'setTimeout'].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores(['dist', 'out', '.vscode-test', 'artifacts', 'coverage']),
  js.configs.recommended,
  {
    plugins: { perfectionist },
    rules: {
      // As "Organize Imports" of VS Code sorts: packages first, then our own files, types last among the names.
      'perfectionist/sort-imports': [
        'error',
        {
          type: 'alphabetical',
          newlinesBetween: 0,
          groups: [
            ['builtin', 'external', 'type-import'],
            ['parent', 'sibling', 'index', 'type-parent', 'type-sibling', 'type-index'],
          ],
        },
      ],
      'perfectionist/sort-named-imports': ['error', { type: 'alphabetical', groups: ['value-import', 'type-import'] }],
    },
  },
  {
    files: ['**/*.{ts,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.object.name="l10n"][callee.property.name="t"]:not([arguments.0.type=/^(Literal|ObjectExpression)$/])',
          message: 'Only messages that are written out here get into l10n/bundle.l10n.json.',
        },
      ],
    },
  },
  ...layers,
);
