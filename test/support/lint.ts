import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Linter } from 'eslint';

import plugin from '../../src/index.js';
import { isCommonJs, LANGUAGES } from './languages.js';

export interface Finding {
  /** The rule's name without the prefix. */
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  readonly line: number;
}

/** A rule by itself, with the options given. */
export const only = (rule: string, options: readonly unknown[] = []): Linter.Config => ({
  plugins: { resilience: plugin },
  rules: { [`resilience/${rule}`]: ['error', ...options] },
});

/** What our rules find in a text. A text that does not parse is the test's mistake. */
export function lint(code: string, filename: string, config: Linter.Config, Engine = Linter): Finding[] {
  return findings(new Engine({ configType: 'flat' }), code, filename, config);
}

/** What our rules find in a file below a folder, which stands for the root of a project: its imports are followed. */
export function lintFile(folder: string, name: string, config: Linter.Config): Finding[] {
  const file = path.join(folder, name);
  const code = readFileSync(file, 'utf8');
  const languageOptions = name.endsWith('.js') && isCommonJs(code) ? { sourceType: 'commonjs' as const } : {};
  return findings(new Linter({ configType: 'flat', cwd: folder }), code, file, { languageOptions, ...config });
}

function findings(linter: Linter, code: string, filename: string, config: Linter.Config): Finding[] {
  const messages = linter.verify(code, [...LANGUAGES, { ...config, files: ['**/*'] }], { filename });
  return messages.map(({ ruleId, messageId, message, line }) => {
    if (ruleId === null) {
      throw new Error(`${filename}:${line}: ${message}`);
    }
    return { rule: ruleId.replace('resilience/', ''), messageId: messageId ?? '', message, line };
  });
}
