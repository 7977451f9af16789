import { createRule } from '../src/create-rule.js';
import { askPolicy } from '../src/suggestions/ask-policy.js';
import { countAttempts } from '../src/suggestions/count-attempts.js';
import { fileOf } from '../src/suggestions/edits.js';
import { observeAttempts } from '../src/suggestions/observe-attempts.js';
import { offer } from '../src/suggestions/offer.js';
import { COUNT_ATTEMPTS, sooner } from '../src/suggestions/wording.js';

export default createRule({
  name: 'require-attempt-observer',
  description: 'Require that a retry which a breaker runs has a way to tell of the attempts it makes',
  config: 'strict',
  messages: {
    noChannel:
      '`{{retry}}` takes a function and gives back a result or an error, and tells nobody of its attempts: {{hidden}} of every {{attempts}} failures never reach `{{breaker}}`.',
    noChannelUnknown:
      '`{{retry}}` takes a function and gives back a result or an error, and tells nobody of its attempts: of each sequence only the end reaches `{{breaker}}`.',
    observeAttempts: 'Tell whoever calls the retry of each failed attempt, through one more parameter.',
    askPolicy: 'Let the retry ask about each failed attempt, and a failure policy of the breaker answer.',
    countAttempts: COUNT_ATTEMPTS,
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ unobservedRetries }, { policy, sourceCode, filename, report }) {
    for (const unobserved of unobservedRetries) {
      const { breaker, retry, call, node, name } = unobserved;
      const { attempts } = retry;
      const data = { retry: name, breaker: breaker.name };
      const file = fileOf(sourceCode, filename);
      const suggest = offer(
        { messageId: 'observeAttempts', edits: observeAttempts(file, unobserved) },
        { messageId: 'askPolicy', edits: askPolicy(file, call, policy, 'at-limit') },
        { messageId: 'countAttempts', data: { sooner: sooner(attempts) }, edits: countAttempts(file, call, policy) },
      );
      if (attempts.kind !== 'known') {
        report({ node, messageId: 'noChannelUnknown', data, suggest });
      } else if (attempts.value > 1) {
        report({
          node,
          messageId: 'noChannel',
          data: { ...data, hidden: String(attempts.value - 1), attempts: String(attempts.value) },
          suggest,
        });
      }
    }
  },
});
