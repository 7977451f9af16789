/** What is owed in an input, or must not be said of it. */
import { expect } from 'vitest';

import plugin from '../../src/index.js';
import type { Finding } from '../support/lint.js';

/** The findings of an input, and of the modules beside it. */
export type FindingsIn = (file: string) => readonly Finding[];

export interface Row {
  /** A sentence, for the name of a test. */
  readonly name: string;
  /** It fails today; when it no longer does, the test fails. */
  readonly isNotYet: boolean;
  check(file: string, findingsIn: FindingsIn): void;
}

interface Owed {
  /** What the message has to contain. */
  readonly numbers?: readonly number[];
  readonly says?: readonly RegExp[];
  /** Where the report may stand; anywhere if left out. */
  readonly lines?: readonly number[];
  /** The rule reports nothing else in the file. */
  readonly once?: true;
  /** The module beside the input in which the report may stand too. */
  readonly orIn?: string;
}

interface Unwanted {
  readonly rule?: string;
  readonly messageId?: string;
  readonly says?: RegExp;
}

export function owes(rule: string, { numbers = [], says = [], lines, once, orIn }: Owed = {}): Row {
  refuseUnknown({ rule });
  const words = [
    once ? 'owes one' : 'owes',
    rule,
    ...numbers.map(String),
    ...(lines ? [`on line ${lines.join(' or ')}`] : []),
    ...says.map(String),
  ];
  const isRight = ({ message, line }: Finding): boolean =>
    numbers.every((number) => contains(message, number)) &&
    says.every((pattern) => pattern.test(message)) &&
    (lines === undefined || lines.includes(line));
  return {
    name: words.join(' '),
    isNotYet: false,
    check(file, findingsIn) {
      const files = orIn === undefined ? [file] : [file, orIn];
      const ofRule = files.flatMap(findingsIn).filter((finding) => finding.rule === rule);
      expect(ofRule.filter(isRight), `${rule} reported ${JSON.stringify(ofRule)}`).not.toEqual([]);
      if (once) {
        expect(ofRule).toHaveLength(1);
      }
    },
  };
}

export function doesNotOwe(unwanted: Unwanted): Row {
  refuseUnknown(unwanted);
  const { rule, messageId, says } = unwanted;
  const isWrong = (finding: Finding): boolean =>
    (rule === undefined || finding.rule === rule) &&
    (messageId === undefined || finding.messageId === messageId) &&
    (says === undefined || says.test(finding.message));
  return {
    name: ['does not owe', rule, messageId, says].filter((word) => word !== undefined).join(' '),
    isNotYet: false,
    check: (file, findingsIn) => expect(findingsIn(file).filter(isWrong)).toEqual([]),
  };
}

/** Refuses a name that no rule has: it would never be reported. */
function refuseUnknown({ rule, messageId }: Pick<Unwanted, 'rule' | 'messageId'>): void {
  const rules = Object.entries(plugin.rules).filter(([name]) => rule === undefined || name === rule);
  if (!rules.some(([, { meta }]) => messageId === undefined || messageId in (meta?.messages ?? {}))) {
    throw new Error(`No rule reports this: ${[rule, messageId].join(' ')}`);
  }
}

export const notYet = (...rows: readonly Row[]): readonly Row[] => rows.map((row) => ({ ...row, isNotYet: true }));

const contains = (message: string, number: number): boolean => new RegExp(`(?<![\\d.])${number}(?!\\d)`).test(message);
