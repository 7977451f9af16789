import { createRule } from '../src/create-rule.js';
import { askPolicy } from '../src/suggestions/ask-policy.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { retryOutside } from '../src/suggestions/retry-outside.js';
import { RETRY_OUTSIDE, sooner, via } from '../src/suggestions/wording.js';

export default createRule({
  name: 'no-retry-while-open',
  description: 'Disallow further attempts that do not ask the breaker again after their wait',
  config: 'recommended',
  messages: {
    notAskedAgain:
      'A call admitted while the circuit is closed goes on attempting after it opens{{attempts}}: nothing between this wait and the next attempt asks the breaker ({{path}}).',
    askAfterWait: 'Ask a failure policy once more after the wait, with the state that the circuit is in by then.',
    retryOutside: RETRY_OUTSIDE,
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ retriedCalls }, { options, policy, sourceCode, filename, report }) {
    const reported = new Set<object>();
    for (const call of retriedCalls) {
      const { retry, path, certainty, askedBeforeAttempt, underLock } = call;
      const single = retry.attempts.kind === 'known' && retry.attempts.value <= 1;
      if (askedBeforeAttempt || underLock || single || (certainty === 'potential' && options.report === 'certain')) {
        continue;
      }
      // Two compositions may share one retry, and then share the wait.
      if (reported.has(retry.next)) {
        continue;
      }
      reported.add(retry.next);
      const file = fileOf(sourceCode, filename);
      const suggest = offer(
        { messageId: 'askAfterWait', edits: askPolicy(file, call, policy, 'after-wait') },
        { messageId: 'retryOutside', data: { sooner: sooner(retry.attempts) }, edits: retryOutside(file, call) },
      );
      const more = retry.attempts.kind === 'known' ? `, up to ${retry.attempts.value - 1} more times` : '';
      report({ node: retry.next, messageId: 'notAskedAgain', data: { attempts: more, path: via(path) }, suggest });
    }
  },
});
