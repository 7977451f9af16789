import type { Rule } from 'eslint';

import { asFix, overlap, type Edit } from './edits.js';

/** A suggestion that may turn out to have no safe edit here. */
export interface Offer {
  readonly messageId: string;
  readonly data?: Record<string, string>;
  readonly edits: readonly Edit[] | undefined;
}

export interface Offered {
  readonly messageId: string;
  readonly data?: Record<string, string>;
  readonly fix: (fixer: Rule.RuleFixer) => Rule.Fix[];
}

/** The suggestions that can be made: those with edits, of which no two change the same text. */
export function offer(...offers: readonly Offer[]): Offered[] {
  return offers.flatMap(({ messageId, data, edits }) =>
    edits === undefined || edits.length === 0 || overlap(edits)
      ? []
      : [{ messageId, ...(data && { data }), fix: asFix(edits) }],
  );
}
