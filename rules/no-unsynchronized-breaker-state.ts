import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { synchronize } from '../src/suggestions/synchronize.js';
import { addAtomically, releaseAlways } from '../src/suggestions/take-turns.js';

/** What an outcome does to a circuit that did not admit it, by what it asks first. */
const HARM = {
  unconditional: 'clears the record of an open circuit',
  guarded: 'counts towards closing a circuit that it did not probe',
};

export default createRule({
  name: 'no-unsynchronized-breaker-state',
  description:
    'Disallow changing breaker state on the strength of a read, a test or an admission from before an interleaving point',
  config: 'recommended',
  messages: {
    staleSuccess:
      'Call A is admitted while CLOSED and waits on line {{point}}; the circuit opens; A succeeds and writes `{{cell}}` on line {{write}}, whatever the state is by now: it {{harm}}.',
    toldSuccess:
      'Call A is let in on line {{basis}} while CLOSED; the circuit opens; A succeeds, and its caller says so here: `{{cell}}` is written whatever the state is by now. Nothing tells which admission the success belongs to.',
    staleFailure:
      'Call A is admitted while CLOSED and waits on line {{point}}; other failures open the circuit; A fails and writes `{{cell}}` on line {{write}}, whatever the state is by now: the open window moves on.',
    staleAttempt:
      'Call A is admitted while CLOSED; the circuit opens while A retries; each failed attempt of A (await on line {{point}}) still writes `{{cell}}`, and the open window moves on with every one.',
    staleTimer:
      'The circuit opens and arms this timer; it closes and opens again before the time is over; this timer, which nothing cancels or compares with a generation, sets `{{cell}}` on line {{write}} and ends the later open period.',
    staleDecision:
      'Line {{basis}} reads the state; during the await on line {{point}} another call moves it; `{{cell}}` is written here because of what was read, and the transition in between is overwritten.',
    lostUpdate:
      'Line {{basis}} reads `{{cell}}`; during the await on line {{point}} another call changes it; what is written here was computed from the value before, and the change in between is lost.',
    lateReservation:
      'Call A finds `{{cell}}` free on line {{basis}} and waits on line {{point}}; whoever arrives meanwhile finds it free too; all of them take it here.',
    earlyRelease:
      'A takes `{{cell}}` on line {{basis}} and returns the promise of a call that is under way; `finally` gives the slot back on line {{write}} before that settles; the next caller is let in beside A. `return await` waits first.',
    unownedRelease:
      'Call A is admitted while CLOSED and takes no slot; the circuit opens and, half-open, gives `{{cell}}` to a probe (line {{basis}}); A settles (line {{point}}) and gives back here what it never took; the next caller is let in beside the probe.',
    reentrant:
      'Line {{basis}} tests `{{cell}}`; listeners run here, before this returns, and may call the breaker: they pass the same test, which is closed to others only on line {{write}}.',
    slotLeak:
      'A probe takes `{{cell}}` on line {{basis}}; what it waits for here rejects; nothing gives the slot back on that way out, so every later probe is turned away.',
    storeDecision:
      'Callers A and B read the same copy of the stored state on line {{basis}}; A stores its decision; B decides the same from its own copy and stores it here.',
    storeUpdate:
      'Callers A and B read the same copy on line {{basis}}; A stores its update; B computes its own from the copy before and stores it on line {{write}}: the update of A is lost.',
    sharedMemory:
      '`{{cell}}` is memory that threads share, and this is three steps: thread A reads it, thread B adds to it, A writes back its sum, and what B added is lost.',
    compareGeneration:
      'Apply the outcome only in the generation that admitted the call: a number that every transition changes.',
    moveClockLast: 'Leave the clock to the code that opens the circuit.',
    cancelTimer: "Keep the timer's handle, and cancel it before another is armed.",
    awaitFirst: 'Wait first, then read and write in one stretch.',
    readLate: 'Read it after the wait, right before it is used.',
    awaitReturned: 'Wait before it is returned, so that `finally` runs when the call has settled.',
    releaseOwn: 'Give the slot back only if this call took it.',
    releaseAlways: 'Give the slot back in a `finally`, whatever happens in between.',
    tellAfterwards: 'Write first, then tell the listeners.',
    addAtomically: 'Add in one step, with `Atomics`.',
  },
  hasSuggestions: true,
  schema: {
    staleOutcomes: {
      description:
        'Which late outcomes to report: those that close the circuit or clear its count without looking at the state ("unconditional"), or also those behind a check of its value and decisions to open ("all").',
      enum: ['unconditional', 'all'],
    },
    slotLeaks: {
      description:
        'Whether to report a probe slot that is still taken when an await rejects ("rejections"), or to leave that to `no-leaked-probe-slot` ("never").',
      enum: ['rejections', 'never'],
    },
  },
  defaultOptions: {
    staleOutcomes: 'unconditional' as 'unconditional' | 'all',
    slotLeaks: 'rejections' as 'rejections' | 'never',
  },
  configOptions: { strict: { staleOutcomes: 'all', slotLeaks: 'never' } },
  check({ races, leakedSlots, sharedUpdates }, { options, sourceCode, filename, report }) {
    const file = fileOf(sourceCode, filename);
    for (const leak of options.slotLeaks === 'never' ? [] : leakedSlots) {
      const { node, cell, exit, way } = leak;
      if (way === 'rejection') {
        const suggest = offer({ messageId: 'releaseAlways', edits: releaseAlways(file, leak) });
        report({ node: exit, messageId: 'slotLeak', data: { cell, basis: String(node.loc.start.line) }, suggest });
      }
    }
    for (const update of sharedUpdates) {
      const { node, cell } = update;
      report({
        node,
        messageId: 'sharedMemory',
        data: { cell },
        suggest: offer({ messageId: 'addAtomically', edits: addAtomically(file, update) }),
      });
    }
    for (const race of races) {
      const { kind, level, certainty, node, basis, point, write, cell, skips } = race;
      if (
        (level === 'guarded' && options.staleOutcomes !== 'all') ||
        (certainty === 'potential' && options.report === 'certain')
      ) {
        continue;
      }
      const line = (at: { loc: { start: { line: number } } }): string => String(at.loc.start.line);
      report({
        node,
        messageId: kind,
        suggest: offer(...synchronize(file, race)),
        data: {
          cell,
          basis: line(basis),
          point: line(point),
          write: line(write),
          harm:
            skips === undefined
              ? HARM[level]
              : `makes their number skip the one that line ${line(skips)} waits for, and nothing ends HALF_OPEN`,
        },
      });
    }
  },
});
