import { Linter } from 'eslint';

import plugin from '../../src/index.js';
import { LANGUAGES } from '../support/languages.js';

export interface Suggested {
  readonly rule: string;
  /** The message that the suggestion comes with, and the line it stands on. */
  readonly messageId: string;
  readonly line: number;
  readonly suggestionId: string;
  readonly imperative: string;
  /** The file after the suggestion. */
  readonly output: string;
}

export interface Linted {
  /** Reports by rule and message id. */
  readonly counts: ReadonlyMap<string, number>;
  readonly suggestions: readonly Suggested[];
  readonly fatal: string | undefined;
}

/** How a text is linted, where that is not by the strict config alone. */
export interface Surroundings {
  readonly rules?: Linter.RulesRecord;
  readonly settings?: Linter.Config['settings'];
  /** The folder of the other modules. */
  readonly cwd?: string;
}

const BYTE_ORDER_MARK = '\uFEFF';
const runs = new Map<string, Linted>();

/** Everything that the strict config says about a text, with each suggestion applied to it. No text is linted twice. */
export function suggest(code: string, filename: string, surroundings: Surroundings = {}): Linted {
  const key = JSON.stringify([
    filename.replace(/^.*(?=\.)/, surroundings.cwd === undefined ? '' : '$&'),
    surroundings,
    code,
  ]);
  let run = runs.get(key);
  if (run === undefined) {
    run = suggestAnew(code, filename, surroundings);
    runs.set(key, run);
  }
  return run;
}

const STRICT: Linter.Config[] = [...LANGUAGES, { ...plugin.configs.strict, files: ['**/*'] }];
const engine = new Linter({ configType: 'flat' });

function suggestAnew(code: string, filename: string, { rules = {}, settings = {}, cwd }: Surroundings): Linted {
  const linter = cwd === undefined ? engine : new Linter({ configType: 'flat', cwd });
  const messages = linter.verify(code, [...STRICT, { files: ['**/*'], rules, settings }], { filename });
  const counts = new Map<string, number>();
  const suggestions: Suggested[] = [];
  // ESLint counts from behind the mark.
  const mark = code.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const text = code.slice(mark.length);
  for (const { ruleId, messageId = '', line, suggestions: offered = [] } of messages) {
    const rule = ruleId?.replace('resilience/', '') ?? '';
    counts.set(`${rule} ${messageId}`, (counts.get(`${rule} ${messageId}`) ?? 0) + 1);
    for (const { fix, messageId: suggestionId = '', desc } of offered) {
      const output = mark + text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
      suggestions.push({ rule, messageId, line, suggestionId, imperative: desc, output });
    }
  }
  return { counts, suggestions, fatal: messages.find((message) => message.fatal === true)?.message };
}

/** Applies suggestions, the first of the given ids that is offered each time, until none of them is. */
export function applyAll(
  code: string,
  filename: string,
  ids: readonly string[],
): { readonly output: string; readonly applied: readonly string[] } {
  const applied: string[] = [];
  let output = code;
  for (;;) {
    const { suggestions } = suggest(output, filename);
    const next = ids.flatMap((id) => suggestions.filter(({ suggestionId }) => suggestionId === id))[0];
    if (next === undefined) {
      return { output, applied };
    }
    if (applied.length > 20) {
      throw new Error(`${filename}: suggestions do not come to an end: ${applied.join(', ')}`);
    }
    applied.push(next.suggestionId);
    output = next.output;
  }
}
