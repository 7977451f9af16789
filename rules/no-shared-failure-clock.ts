import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-shared-failure-clock',
  description: 'Disallow one timestamp that every failure writes and that also decides when the open window ends',
  config: 'strict',
  messages: {
    sharedClock:
      'Every failure writes `{{cell}}`, and the end of the open window is computed from it: a call that was admitted before the circuit opened and fails afterwards keeps the circuit open for longer.',
    restamped:
      'A failure at the threshold writes `{{cell}}` also where the circuit is open already: a call that was admitted before the circuit opened and fails afterwards may keep it open for longer.',
  },
  defaultOptions: {},
  check({ failureClocks }, { options, report }) {
    for (const { node, cell, certainty } of failureClocks) {
      if (certainty === 'certain') {
        report({ node, messageId: 'sharedClock', data: { cell } });
      } else if (options.report === 'potential') {
        report({ node, messageId: 'restamped', data: { cell } });
      }
    }
  },
});
