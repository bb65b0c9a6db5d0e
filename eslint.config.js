import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** The dependency diagram of docs/architecture.md, as lint errors: each folder and what it must not import. */
const BUILT_INS = ['node:*', 'fs', 'path', 'os', 'crypto', 'child_process', 'worker_threads'];
const VENDORS = ['@aws-sdk/*', '@duckdb/*', '@temporalio/client', '@temporalio/worker', 'onnxruntime-node', 'openai', '@huggingface/*', 'execa'];
const folders = (...names) => names.map((name) => `**/${name}/**`);

const boundary = (folder, patterns) => ({
  files: [`${folder}/**/*.ts`],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.hone/', 'coverage/', '**/*.mjs', '**/*.cjs', '*.config.js'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })] },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      'import-x/no-cycle': 'error',
    },
  },
  boundary('domain', [
    { group: [...BUILT_INS, ...VENDORS, '@temporalio/*', 'zod'], message: 'domain is pure.' },
    { group: folders('workflows', 'activities', 'augmentation', 'schemas', 'adapters', 'workers', 'api', 'cli'), message: 'domain imports nothing above it.' },
  ]),
  boundary('workflows', [
    { group: [...BUILT_INS, ...VENDORS, 'zod', '@temporalio/activity', '@temporalio/common'], message: 'workflows are deterministic: only domain and @temporalio/workflow.' },
    { group: folders('augmentation', 'schemas', 'adapters', 'workers', 'api', 'cli'), message: 'workflows see the domain, and activity types.' },
    { group: folders('activities'), allowTypeImports: true, message: 'workflows import activity types only.' },
  ]),
  boundary('activities', [
    { group: VENDORS, message: 'vendor SDKs live in adapters.' },
    { group: folders('workflows', 'adapters', 'workers', 'api', 'cli'), message: 'activities receive adapters as ports.' },
  ]),
  boundary('augmentation', [
    { group: VENDORS, message: 'vendor SDKs live in adapters.' },
    { group: folders('workflows', 'activities', 'adapters', 'schemas', 'workers', 'api', 'cli'), message: 'augmentation sees the domain only.' },
  ]),
  boundary('schemas', [{ group: [...BUILT_INS, ...VENDORS, ...folders('workflows', 'activities', 'augmentation', 'adapters', 'workers', 'api', 'cli')], message: 'schemas bind zod to the domain.' }]),
  boundary('adapters', [{ group: folders('workflows', 'activities', 'augmentation', 'workers', 'api', 'cli'), message: 'adapters implement ports of the domain.' }]),
);
