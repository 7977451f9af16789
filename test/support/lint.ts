import { Linter } from 'eslint';

import plugin from '../../src/index.js';
import { LANGUAGES } from './languages.js';

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
  const linter = new Engine({ configType: 'flat' });
  const messages = linter.verify(code, [...LANGUAGES, { ...config, files: ['**/*'] }], { filename });
  return messages.map(({ ruleId, messageId, message, line }) => {
    if (ruleId === null) {
      throw new Error(`${filename}:${line}: ${message}`);
    }
    return { rule: ruleId.replace('resilience/', ''), messageId: messageId ?? '', message, line };
  });
}
