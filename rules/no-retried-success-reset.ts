import { createRule } from '../src/create-rule.js';
import { countAttempts } from '../src/suggestions/count-attempts.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { COUNT_ATTEMPTS, sooner } from '../src/suggestions/wording.js';

export default createRule({
  name: 'no-retried-success-reset',
  description: 'Disallow a success after retries that clears the count of failures as an instant success does',
  config: 'strict',
  messages: {
    retriedSuccessClears:
      'A success clears `{{cell}}` however many attempts it took: a service that fails {{failures}} of {{attempts}} calls never opens the circuit.',
    retriedSuccessClearsUnknown:
      'A success clears `{{cell}}` however many attempts it took: a service that fails all but the last attempt of each sequence never opens the circuit.',
    countAttempts: COUNT_ATTEMPTS,
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ successResets, retriedCalls }, { policy, sourceCode, filename, report }) {
    for (const { breaker, node, cell } of successResets) {
      // A failure that is recorded attempt by attempt is not lost: the success clears a count of failures in a row, as it is meant to.
      const calls = retriedCalls.filter(
        (candidate) => candidate.breaker.node === breaker.node && candidate.recorded === 'sequence',
      );
      const repeated = calls.filter(({ retry: { attempts } }) => attempts.kind !== 'known' || attempts.value > 1);
      const [first] = repeated;
      if (first === undefined) {
        continue;
      }
      const { attempts } = first.retry;
      const edits = repeated.length === 1 ? countAttempts(fileOf(sourceCode, filename), first, policy) : undefined;
      const suggest = offer({ messageId: 'countAttempts', data: { sooner: sooner(attempts) }, edits });
      if (attempts.kind === 'known') {
        report({
          node,
          messageId: 'retriedSuccessClears',
          data: { cell, failures: String(attempts.value - 1), attempts: String(attempts.value) },
          suggest,
        });
      } else {
        report({ node, messageId: 'retriedSuccessClearsUnknown', data: { cell }, suggest });
      }
    }
  },
});
