import { describe, expect, it } from 'vitest';

import type { ResilienceRule } from '../../src/create-rule.js';
import plugin from '../../src/index.js';
import { suggest, type Suggested } from './apply.js';
import { addedTypeErrors, broken, type Step } from './contract.js';
import { sources, type Source } from './sources.js';

/** Each source once, where a suggestion is offered: many cases share a breaker. */
const offered = [
  ...new Map(
    sources.map((source) => [`${source.filename} ${JSON.stringify(source.surroundings)} ${source.code}`, source]),
  ).values(),
].filter(({ code, filename, surroundings }) => suggest(code, filename, surroundings).suggestions.length > 0);

const apply = ({ filename, surroundings }: Source, code: string, suggestion: Suggested): Step => ({
  code,
  before: suggest(code, filename, surroundings),
  suggestion,
  after: suggest(suggestion.output, filename, surroundings),
});

/** Every suggestion that is offered for the source, and then what is offered first, again and again until nothing is. */
function stepsOf(source: Source): Step[] {
  const { code, filename, surroundings } = source;
  const steps = suggest(code, filename, surroundings).suggestions.map((suggestion) => apply(source, code, suggestion));
  for (let step = source.isValid === true ? undefined : steps[0]; step !== undefined;) {
    const [next] = step.after.suggestions;
    step = next && apply(source, step.suggestion.output, next);
    if (step !== undefined) {
      steps.push(step);
    }
    if (steps.length > 100) {
      throw new Error(`${source.name}: suggestions do not come to an end.`);
    }
  }
  return steps;
}

const title = ({ suggestion: { line, messageId, suggestionId } }: Step): string =>
  `line ${line}, ${messageId} → ${suggestionId}`;

describe('every suggestion', () => {
  it('is looked at: there are some of each kind, from everywhere', () => {
    const kinds = new Set(
      offered.flatMap((source) =>
        suggest(source.code, source.filename, source.surroundings).suggestions.map(
          ({ rule, suggestionId }) => `${rule} ${suggestionId}`,
        ),
      ),
    );
    expect(kinds.size).toBeGreaterThan(10);
    expect(new Set(offered.map(({ from }) => from)).size).toBeGreaterThan(5);
    const offering = Object.entries(plugin.rules as Record<string, ResilienceRule>).filter(
      ([, { meta }]) => meta.hasSuggestions === true,
    );
    expect(
      offering.map(([rule]) => rule).filter((rule) => ![...kinds].some((kind) => kind.startsWith(`${rule} `))),
    ).toEqual([]);
  });

  it.each(offered.map((source) => [`${source.from}: ${source.name}`, source] as const))(
    'keeps its promises: %s',
    (_, source) => {
      expect(stepsOf(source).flatMap((step) => broken(step).map((what) => `${title(step)}: ${what}`))).toEqual([]);
    },
  );

  it('adds no type error', { timeout: 600_000 }, () => {
    const typed = offered.filter(({ filename }) => /\.[cm]?ts$/.test(filename));
    const pairs = new Map(
      typed.flatMap((source) =>
        stepsOf(source).map(
          (step, i) =>
            [
              `${source.name}, step ${i}, ${title(step)}`,
              { before: step.code, after: step.suggestion.output },
            ] as const,
        ),
      ),
    );
    expect(addedTypeErrors(pairs)).toEqual([]);
    expect(pairs.size).toBeGreaterThan(10);
  });
});
