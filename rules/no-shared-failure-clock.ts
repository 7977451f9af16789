import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { stampOpening } from '../src/suggestions/stamp-opening.js';

export default createRule({
  name: 'no-shared-failure-clock',
  description: 'Disallow one timestamp that every failure writes and that also decides when the open window ends',
  config: 'strict',
  messages: {
    sharedClock:
      'Every failure writes `{{cell}}`, and the end of the open window is computed from it: a call that was admitted before the circuit opened and fails afterwards keeps the circuit open for longer.',
    restamped:
      'A failure at the threshold writes `{{cell}}` also where the circuit is open already: a call that was admitted before the circuit opened and fails afterwards may keep it open for longer.',
    stampOpening: 'Count the open window from the transition to OPEN: stamp the moment there, and nowhere else.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ failureClocks }, { options, sourceCode, filename, report }) {
    for (const clock of failureClocks) {
      const { node, cell, certainty } = clock;
      if (certainty === 'certain') {
        const suggest = offer({ messageId: 'stampOpening', edits: stampOpening(fileOf(sourceCode, filename), clock) });
        report({ node, messageId: 'sharedClock', data: { cell }, suggest });
      } else if (options.report === 'potential') {
        report({ node, messageId: 'restamped', data: { cell } });
      }
    }
  },
});
