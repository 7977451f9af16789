import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-retried-success-reset',
  description: 'Disallow a success after retries that clears the count of failures as an instant success does',
  config: 'strict',
  messages: {
    retriedSuccessClears:
      'A success clears `{{cell}}` however many attempts it took: a service that fails {{failures}} of {{attempts}} calls never opens the circuit.',
    retriedSuccessClearsUnknown:
      'A success clears `{{cell}}` however many attempts it took: a service that fails all but the last attempt of each sequence never opens the circuit.',
  },
  defaultOptions: {},
  check({ successResets, retriedCalls }, { report }) {
    for (const { breaker, node, cell } of successResets) {
      // A failure that is recorded attempt by attempt is not lost: the success clears a count of failures in a row, as it is meant to.
      const calls = retriedCalls.filter((candidate) => candidate.breaker === breaker && candidate.recorded === 'sequence');
      const attempts = calls.map(({ retry }) => retry.attempts).find((count) => count.kind !== 'known' || count.value > 1);
      if (attempts === undefined) {
        continue;
      }
      if (attempts.kind === 'known') {
        report({
          node,
          messageId: 'retriedSuccessClears',
          data: { cell, failures: String(attempts.value - 1), attempts: String(attempts.value) },
        });
      } else {
        report({ node, messageId: 'retriedSuccessClearsUnknown', data: { cell } });
      }
    }
  },
});
