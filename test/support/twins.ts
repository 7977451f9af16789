/** Code that is easily taken for a defect, beside the same code with the defect. */
import { Linter } from 'eslint';
import { Linter as LinterOfEslint9 } from 'eslint-v9';
import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lint } from './lint.js';
import { marked } from './marked.js';

const ENGINES = [
  ['ESLint 10', Linter],
  ['ESLint 9', LinterOfEslint9 as unknown as typeof Linter],
] as const;

export interface Twins {
  readonly right: string;
  /** `‹›` marks what is reported, in the order of `says`. */
  readonly wrong: string;
  readonly says: readonly string[];
}

/** A place that is reported in the defective twin. */
export const mark = (code: string, defective: boolean): string => (defective ? `‹${code}›` : code);

export const both = (code: (defective: boolean) => string, ...says: readonly string[]): Twins => ({
  right: code(false),
  wrong: code(true),
  says,
});

let collected: Map<string, Twins> | undefined;

/** Lints every pair under all rules of the strict config, so that the silence has the reason it claims. */
export function twins(pairs: Readonly<Record<string, Twins>>): void {
  if (collected !== undefined) {
    Object.entries(pairs).forEach(([name, pair]) => collected?.set(name, pair));
    return;
  }
  describe.each(ENGINES)('%s', (_, engine) => {
    const found = (code: string) =>
      lint(code, 'circuit-breaker.ts', plugin.configs.strict, engine).map(({ messageId, line }) => ({
        messageId,
        line,
      }));

    describe('is not taken for a defect:', () => {
      it.each(Object.entries(pairs))('%s', (__, { right }) => {
        expect(found(right)).toEqual([]);
      });
    });

    describe('is reported in the defective twin of:', () => {
      it.each(Object.entries(pairs))('%s', (__, { wrong, says }) => {
        const { code, errors } = marked(
          wrong,
          says.map((messageId) => ({ messageId })),
        );
        expect(found(code)).toEqual(errors.map(({ messageId, line }) => ({ messageId, line })));
      });
    });
  });
}

/** The pairs of the test files that `load` imports, without linting them. */
export async function collectTwins(load: () => Promise<unknown>): Promise<ReadonlyMap<string, Twins>> {
  const pairs = new Map<string, Twins>();
  collected = pairs;
  try {
    await load();
  } finally {
    collected = undefined;
  }
  return pairs;
}
