import { createRule } from '../src/create-rule.js';
import { cancelTimer } from '../src/suggestions/cancel-timer.js';
import { compareGeneration } from '../src/suggestions/compare-generation.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';

export default createRule({
  name: 'no-unsynchronized-breaker-state',
  description: 'Disallow changing breaker state on the strength of a read, a test or an admission from before an interleaving point',
  config: 'recommended',
  messages: {
    staleSuccess:
      'A success is applied to whatever state the circuit is in by now: `{{cell}}` (line {{write}}) is written after the await on line {{point}}, for a call that an earlier state admitted. A call admitted while CLOSED that succeeds late {{harm}}.',
    staleFailure:
      'A failure is applied to whatever state the circuit is in by now: `{{cell}}` (line {{write}}) is written after the await on line {{point}}, for a call that an earlier state admitted. A call admitted while CLOSED that fails late moves the open window.',
    staleAttempt:
      'Every failed attempt of a call admitted while CLOSED writes `{{cell}}`, also after the circuit opened: nothing compares the state that admitted the call (await on line {{point}}), so the open window moves on with each retry.',
    staleTimer:
      'This timer sets `{{cell}}` on line {{write}} whatever has happened since it was armed: it is neither cancelled nor compared with a generation, so a timer of an earlier open period ends a later one.',
    staleDecision:
      '`{{cell}}` is written because of what line {{basis}} read before the await on line {{point}}; a transition in between is overwritten.',
    lostUpdate:
      '`{{cell}}` is written from the value that line {{basis}} read before the await on line {{point}}; updates in between are lost.',
    lateReservation:
      '`{{cell}}` is tested on line {{basis}} but taken only after the await on line {{point}}: every caller that arrives in between passes the test.',
    storeDecision:
      'The stored state is written because of the copy read on line {{basis}}; between that read and this write other callers read the same copy and decide the same.',
    storeUpdate:
      'The new value is computed from the copy read on line {{basis}} and written back on line {{write}}; updates that other callers store in between are lost.',
    compareGeneration: 'Apply the outcome only in the generation that admitted the call: a number that every transition changes.',
    cancelTimer: "Keep the timer's handle, and cancel it before another is armed.",
  },
  hasSuggestions: true,
  schema: {
    staleOutcomes: {
      description:
        'Which late outcomes to report: those that close the circuit or clear its count without looking at the state ("unconditional"), or also those behind a check of its value and decisions to open ("all").',
      enum: ['unconditional', 'all'],
    },
  },
  defaultOptions: { staleOutcomes: 'unconditional' as 'unconditional' | 'all' },
  configOptions: { strict: { staleOutcomes: 'all' } },
  check({ races }, { options, sourceCode, filename, report }) {
    for (const race of races) {
      const { kind, level, node, basis, point, write, cell } = race;
      if (level === 'guarded' && options.staleOutcomes !== 'all') {
        continue;
      }
      const line = (at: { loc: { start: { line: number } } }): string => String(at.loc.start.line);
      const file = fileOf(sourceCode, filename);
      const isOutcome = kind === 'staleSuccess' || kind === 'staleFailure';
      const suggest = isOutcome
        ? offer({ messageId: 'compareGeneration', edits: compareGeneration(file, race) })
        : offer({ messageId: 'cancelTimer', edits: kind === 'staleTimer' ? cancelTimer(file, race) : undefined });
      report({
        node,
        messageId: kind,
        suggest,
        data: {
          cell,
          basis: line(basis),
          point: line(point),
          write: line(write),
          harm: level === 'guarded' ? 'counts towards closing a circuit that it did not probe' : 'clears the record of an open circuit',
        },
      });
    }
  },
});
