import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { excludeRejection } from '../src/suggestions/exclude-rejection.js';
import { offer } from '../src/suggestions/offer.js';
import { via } from '../src/suggestions/wording.js';

export default createRule({
  name: 'no-retry-of-open-circuit',
  description: 'Disallow a retry around a breaker that also retries the rejections of the open circuit',
  config: 'recommended',
  messages: {
    rejectionRetried:
      'While the circuit is open, one call is rejected {{attempts}} times: nothing tells `{{retry}}` the rejection of `{{breaker}}` from a failure of the service ({{path}}).',
    rejectionRetriedUnknown:
      'While the circuit is open, one call is rejected again and again: nothing tells `{{retry}}` the rejection of `{{breaker}}` from a failure of the service ({{path}}).',
    excludeRejection: 'Leave the rejection of the open circuit out of what `{{retry}}` repeats: {{rejections}}.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ retriedRejections }, { options, sourceCode, filename, report }) {
    for (const { breaker, retry, node, path, certainty, exclusion } of retriedRejections) {
      if (certainty === 'potential' && options.report === 'certain') {
        continue;
      }
      const data = { retry: retry.name, breaker: breaker.name, path: via(path) };
      const rejections =
        retry.attempts.kind === 'known'
          ? `one rejection while it is open, not ${retry.attempts.value}`
          : 'one rejection while it is open';
      const edits = exclusion && excludeRejection(fileOf(sourceCode, filename), exclusion);
      const suggest = offer({ messageId: 'excludeRejection', data: { retry: retry.name, rejections }, edits });
      if (retry.attempts.kind === 'known') {
        report({
          node,
          messageId: 'rejectionRetried',
          data: { ...data, attempts: String(retry.attempts.value) },
          suggest,
        });
      } else {
        report({ node, messageId: 'rejectionRetriedUnknown', data, suggest });
      }
    }
  },
});
