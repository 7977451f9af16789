import type { ResilienceRule } from '../../src/create-rule.js';

/** What a rule's specification must say of each case; checked at run time too, since tests run without their types. */
export interface ValidCase {
  /** A sentence of the specification, e.g. "is silent on a retry that is gated on CLOSED". */
  readonly name: string;
  readonly code: string;
  /** `file.ts` by default. */
  readonly filename?: string;
  readonly options?: Record<string, unknown>[];
  readonly settings?: Record<string, unknown>;
}

export interface InvalidCase extends ValidCase {
  readonly errors: ExpectedError[];
}

export interface ExpectedError {
  readonly messageId: string;
  /** Every placeholder of the message; left out where it has none. */
  readonly data?: Record<string, string>;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly suggestions?: ExpectedSuggestion[];
}

export interface ExpectedSuggestion {
  readonly messageId: string;
  readonly data?: Record<string, string>;
  /** The whole file after the suggestion. */
  readonly output: string;
}

export interface Cases {
  readonly valid: readonly ValidCase[];
  readonly invalid: readonly InvalidCase[];
}

const LOCATION = ['line', 'column', 'endLine', 'endColumn'] as const;

/** Refuses every case that leaves part of the outcome open. */
export function checkCases(rule: ResilienceRule, { valid, invalid }: Cases): void {
  const messages = rule.meta.messages ?? {};
  if (valid.length === 0 || invalid.length === 0) {
    throw new Error(`${rule.name}: a specification needs valid and invalid cases.`);
  }
  for (const testCase of [...valid, ...invalid]) {
    if (typeof testCase.name !== 'string' || !testCase.name.includes(' ')) {
      throw new Error(`${rule.name}: a case needs a name that is a sentence: ${testCase.code.slice(0, 60)}`);
    }
  }
  for (const { name, errors } of invalid) {
    const refuse = (why: string): never => {
      throw new Error(`${rule.name}, "${name}": ${why}.`);
    };
    const checkMessage = (what: string, { messageId, data }: Pick<ExpectedError, 'messageId' | 'data'>): void => {
      const text = messages[messageId] ?? refuse(`${what} needs a messageId that the rule has`);
      const placeholders = [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, key]) => key);
      const missing = placeholders.filter((key) => key !== undefined && !(key in (data ?? {})));
      if (missing.length > 0) {
        refuse(`${what} (${messageId}) needs data for ${missing.join(', ')}`);
      }
    };
    if (!Array.isArray(errors) || errors.length === 0) {
      refuse('errors must be a list of expected errors');
    }
    for (const error of errors) {
      checkMessage('an error', error);
      const missing = LOCATION.filter((key) => typeof error[key] !== 'number');
      if (missing.length > 0) {
        refuse(`an error (${error.messageId}) needs ${missing.join(', ')}`);
      }
      if (error.suggestions !== undefined && !Array.isArray(error.suggestions)) {
        refuse(`the suggestions of an error (${error.messageId}) must be a list`);
      }
      for (const suggestion of error.suggestions ?? []) {
        checkMessage('a suggestion', suggestion);
        if (typeof suggestion.output !== 'string') {
          refuse(`a suggestion (${suggestion.messageId}) needs the whole output`);
        }
      }
    }
  }
}
