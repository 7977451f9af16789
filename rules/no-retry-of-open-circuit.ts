import { createRule } from '../src/create-rule.js';
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
  },
  defaultOptions: {},
  check({ retriedRejections }, { options, report }) {
    for (const { breaker, retry, node, path, certainty } of retriedRejections) {
      if (certainty === 'potential' && options.report === 'certain') {
        continue;
      }
      const data = { retry: retry.name, breaker: breaker.name, path: via(path) };
      if (retry.attempts.kind === 'known') {
        report({ node, messageId: 'rejectionRetried', data: { ...data, attempts: String(retry.attempts.value) } });
      } else {
        report({ node, messageId: 'rejectionRetriedUnknown', data });
      }
    }
  },
});
