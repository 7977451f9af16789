/** Which edit takes the interleaving out of which race. */
import type { Race } from '../analysis/facts.js';
import { cancelTimer } from './cancel-timer.js';
import { compareGeneration } from './compare-generation.js';
import type { Edit, File } from './edits.js';
import { awaitFirst, readLate } from './late-read.js';
import type { Offer } from './offer.js';
import { dropLateClock } from './one-account.js';
import { awaitReturned, releaseOwn, tellAfterwards } from './take-turns.js';

type Change = (file: File, race: Race) => Edit[] | undefined;

/**
 * Message id of the suggestion, and what makes it, by kind of race. A kind without a change needs a decision: which script or lock, or
 * what happens to a call that waited in vain.
 */
const CHANGES: Readonly<Partial<Record<Race['kind'], readonly (readonly [string, Change])[]>>> = {
  staleSuccess: [['compareGeneration', compareGeneration]],
  staleFailure: [['compareGeneration', compareGeneration]],
  staleAttempt: [['moveClockLast', dropLateClock]],
  staleDecision: [['compareGeneration', compareGeneration]],
  staleTimer: [['cancelTimer', cancelTimer]],
  lostUpdate: [
    ['awaitFirst', awaitFirst],
    ['readLate', readLate],
  ],
  earlyRelease: [['awaitReturned', awaitReturned]],
  unownedRelease: [['releaseOwn', releaseOwn]],
  reentrant: [['tellAfterwards', tellAfterwards]],
};

/** What can be offered for a race; those without edits have no safe place in this code. */
export const synchronize = (file: File, race: Race): Offer[] =>
  (CHANGES[race.kind] ?? []).map(([messageId, change]) => ({ messageId, edits: change(file, race) }));
