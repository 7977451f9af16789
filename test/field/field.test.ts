import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import plugin from '../../src/index.js';
import { lintFile, type Finding } from '../support/lint.js';
import { project } from '../support/project.js';
import { EXPECTED } from './expected.js';
import { ELEVEN, FINDINGS, NOT_YET, PAIRS, type Variant } from './variants.js';

const INPUTS = path.join(import.meta.dirname, 'inputs');

/** What other inputs import, and what is compared below. */
const WITHOUT_ROWS = [
  ...['breaker.ts', 'c-breaker.cjs', 'curried-breaker.ts', 'curried-retry.ts', 'retry.ts', 'en-env.ts'],
  ...['gate.ts', 'guard.ts'],
  ...['eleven-findings.ts', 'constants-of-other-names.ts', 'self-reading-namespace.ts'],
];

describe.each(Object.entries(EXPECTED))('%s', (kind, inputs) => {
  const folder = path.join(INPUTS, kind);
  const known = new Map<string, readonly Finding[]>();
  const findingsIn = (file: string): readonly Finding[] => {
    const found = known.get(file) ?? lintFile(folder, file, plugin.configs.strict);
    known.set(file, found);
    return found;
  };

  it('judges every input', () => {
    const files = readdirSync(folder).filter((file) => file !== 'package.json' && !WITHOUT_ROWS.includes(file));
    expect(files.sort()).toEqual(Object.keys(inputs).sort());
  });

  describe.each(Object.entries(inputs))('%s', (file, rows) => {
    it('can be linted', () => {
      findingsIn(file);
    });

    for (const { name, isNotYet, check } of rows) {
      const test = isNotYet ? it.fails : it;
      test(name, () => check(file, findingsIn));
    }
  });
});

/** A finding as it is told apart here: with the numbers that it is about. */
function kindOf({ rule, messageId, message }: Finding): string {
  const counted = /^no-retry-in-breaker|^require-half-open-retry/.test(rule) ? /\d+/.exec(message) : null;
  return [rule, messageId, ...(counted ?? [])].join(' ');
}

const linted = new Map<Variant, readonly Finding[]>();
function findingsOf(variant: Variant): readonly Finding[] {
  const found = linted.get(variant) ?? lintAll(variant);
  linted.set(variant, found);
  return found;
}

function lintAll({ files }: Variant): readonly Finding[] {
  const folder = project(files);
  return Object.keys(files).flatMap((file) => lintFile(folder, file, plugin.configs.strict));
}

describe('the same eleven findings', () => {
  it.each(Object.entries(ELEVEN))('%s: can be linted', (_, variant) => {
    findingsOf(variant);
  });

  for (const [name, variant] of Object.entries(ELEVEN)) {
    const test = NOT_YET.includes(name) ? it.fails : it;
    test(name, () => {
      const found = findingsOf(variant).filter(({ rule }) => !(variant.alsoOwed ?? []).includes(rule));
      expect(found.map(kindOf).sort()).toEqual(FINDINGS);
    });
  }
});

describe('the same findings, on the same lines', () => {
  it.fails.each(Object.entries(PAIRS))('%s', (_, { input, rewritten }) => {
    const text = readFileSync(path.join(INPUTS, 'breaker', input), 'utf8');
    const found = (written: string) =>
      lintAll({ files: { [input]: written } }).map((finding) => `${finding.line} ${kindOf(finding)}`);
    expect(found(rewritten(text))).not.toEqual([]);
    expect(found(text)).toEqual(found(rewritten(text)));
  });
});
