import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-shared-failure-clock',
  description: 'Disallow one timestamp that every failure writes and that also decides when the open window ends',
  config: 'strict',
  messages: {
    sharedClock:
      'Every failure writes `{{cell}}`, and the end of the open window is computed from it: a call that was admitted before the circuit opened and fails afterwards keeps the circuit open for longer.',
  },
  defaultOptions: {},
  check({ failureClocks }, { report }) {
    for (const { node, cell } of failureClocks) {
      report({ node, messageId: 'sharedClock', data: { cell } });
    }
  },
});
