import { via } from '../src/suggestions/wording.js';
import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-retry-while-open',
  description: 'Disallow further attempts that do not ask the breaker again after their wait',
  config: 'recommended',
  messages: {
    notAskedAgain:
      'A call admitted while the circuit is closed goes on attempting after it opens{{attempts}}: nothing between this wait and the next attempt asks the breaker ({{path}}).',
  },
  defaultOptions: {},
  check({ retriedCalls }, { options, report }) {
    for (const { retry, path, certainty, askedBeforeAttempt, underLock } of retriedCalls) {
      const single = retry.attempts.kind === 'known' && retry.attempts.value <= 1;
      if (askedBeforeAttempt || underLock || single || (certainty === 'potential' && options.report === 'certain')) {
        continue;
      }
      const more = retry.attempts.kind === 'known' ? `, up to ${retry.attempts.value - 1} more times` : '';
      report({ node: retry.next, messageId: 'notAskedAgain', data: { attempts: more, path: via(path) } });
    }
  },
});
