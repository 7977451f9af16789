import type { Linter } from 'eslint';

import * as parser from '@typescript-eslint/parser';

/** How each kind of file is parsed, in tests as in the command line. */
export const LANGUAGES: Linter.Config[] = [
  { files: ['**/*.{js,mjs,cjs,jsx}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  { files: ['**/*.{ts,mts,cts,tsx}'], languageOptions: { parser } },
];

/** Whether a `.js` file is a CommonJS module: its project's config would say so. */
export const isCommonJs = (text: string): boolean =>
  /\b(require\s*\(|module\.exports\b|exports\.\w)/.test(text) && !/^\s*(import\s*[\w*{"']|export\s)/m.test(text);
