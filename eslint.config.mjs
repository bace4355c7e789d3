import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** A room of the house may import only from the rooms named before it; `vscode` stays out of the pure ones. */
const room = (files, forbidden) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((name) => ({
          regex: name === 'vscode' ? '^vscode$' : `/(${name})(/|$)`,
          message: 'Data flows one way: see "The house" in CONTRIBUTING.md.',
        })),
      },
    ],
  },
});

const globals = Object.fromEntries(
  ['process', 'console', 'require', 'module', 'URL', 'setTimeout'].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores(['dist', 'out', '.vscode-test', 'artifacts', 'coverage']),
  js.configs.recommended,
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
  room(['src/base/**/*.ts'], ['vscode', 'api', 'model', 'auth', 'view', 'commands', 'demo', 'platform']),
  room(['src/api/**/*.ts'], ['vscode', 'model', 'auth', 'view', 'commands', 'demo', 'platform']),
  room(['src/model/**/*.ts'], ['vscode', 'auth', 'view', 'commands', 'demo', 'platform']),
  room(['src/demo/**/*.ts'], ['vscode', 'api', 'model', 'auth', 'view', 'commands', 'platform']),
  room(['src/platform/**/*.ts'], ['model', 'auth', 'view', 'commands', 'demo']),
  room(['src/auth/**/*.ts'], ['model', 'view', 'commands']),
  room(['src/view/**/*.ts'], ['commands', 'demo']),
  room(['src/commands/**/*.ts'], ['demo']),
);
