import { readFileSync } from 'node:fs';

import { defineConfig } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';

// Built by the lint script: what we tell others to write, we write.
import resilience from './dist/src/index.js';

/** @typedef {{ rooms: Record<string, { may: string[] }>, typesOnly: Record<string, string[]>, apart: string[] }} Layers */

/** @type {Layers} */
const layers = JSON.parse(readFileSync(new URL('src/layers.json', import.meta.url), 'utf8'));

/**
 * How an import of a room is written, in another one. From a folder it goes upward: what lies below a file of it is its own.
 *
 * @param {string} room
 * @param {string} from
 */
const specifier = (room, from) => {
  const [, inSource, name] = /^(src\/)?(.+?)(?:\.ts)?$/.exec(room) ?? [];
  const start = from.endsWith('.ts') ? '^(\\.\\.?/)+' : '^(\\.\\./)+';
  return `${start}${inSource ? '(src/)?' : ''}${name}${room.endsWith('.ts') ? '\\.js$' : '/'}`;
};

/**
 * One block per room: the same matrix that test/meta/layers.test.ts proves on resolved paths, here for the editor.
 *
 * @type {import('eslint').Linter.Config[]}
 */
const rooms = Object.entries(layers.rooms).map(([room, { may }]) => ({
  files: [room.endsWith('.ts') ? room : `${room}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...Object.keys(layers.rooms)
            .filter((other) => other !== room && !may.includes(other))
            .map((other) => ({
              regex: specifier(other, room),
              message: `${room} may not import ${other} (src/layers.json).`,
            })),
          ...(layers.typesOnly[room] ?? []).map((other) => ({
            regex: specifier(other, room),
            allowTypeImports: true,
            message: `${room} may import only types of ${other} (src/layers.json).`,
          })),
          ...(layers.apart.includes(room)
            ? [{ regex: '^\\./', message: `Files of ${room} do not import each other.` }]
            : []),
          { regex: '^(?!\\.|node:)', allowTypeImports: true, message: 'The package has no dependencies at run time.' },
        ],
      },
    ],
  },
}));

export default defineConfig(
  {
    ignores: [
      'dist/',
      'coverage/',
      'docs/examples/',
      'test/seeds/states/',
      'test/fixtures/',
      'test/cases/programs/',
      'test/field/inputs/',
      'test/analysis/fixtures/',
      'test/interleavings/cases/',
      'test/interleavings/held-locks/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { resilience },
    extends: ['resilience/strict'],
    rules: {
      'no-nested-ternary': 'error',
      complexity: ['error', 20],
      'max-params': ['error', 5],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'It hides what is exported, and from where.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Facts and contexts are taken apart in parameter lists; none of their methods uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Node types are compared with the strings that ESTree defines.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // It also removes assertions that a generic parameter is inferred from.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['test/**'], rules: { '@typescript-eslint/require-await': 'off' } },
  { files: ['src/**'], rules: { 'max-lines': ['error', 400] } },
  { files: ['rules/**'], extends: [eslintPlugin.configs.recommended], rules: { 'max-lines': ['error', 150] } },
  ...rooms,
);
