import type { Linter } from 'eslint';

import * as parser from '@typescript-eslint/parser';

/** How each kind of file is parsed, in tests as in the command line. */
export const LANGUAGES: Linter.Config[] = [
  { files: ['**/*.{js,mjs,cjs,jsx}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  { files: ['**/*.{ts,mts,cts,tsx}'], languageOptions: { parser } },
];
