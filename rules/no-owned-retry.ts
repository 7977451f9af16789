import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-owned-retry',
  description: 'Disallow a breaker that makes its own retry and runs every call through it',
  config: 'strict',
  messages: {
    ownedRetry:
      '`{{breaker}}` makes its own retry and runs every call through it (line {{entry}}): nobody can leave it out or put it outside, where the circuit would open after {{threshold}} service calls, not {{calls}}.',
    ownedRetryUnknown:
      '`{{breaker}}` makes its own retry and runs every call through it (line {{entry}}): nobody can leave it out or put it outside, where the breaker would see each attempt.',
  },
  defaultOptions: {},
  check({ ownedRetries }, { report }) {
    for (const { breaker, call, node } of ownedRetries) {
      const { threshold, name } = breaker;
      const { attempts } = call.retry;
      const data = { breaker: name, entry: String(call.entry.loc.start.line) };
      if (attempts.kind === 'known' && attempts.value <= 1) {
        continue;
      }
      if (attempts.kind === 'known' && threshold.kind === 'known' && call.recorded === 'sequence') {
        const numbers = { threshold: String(threshold.value), calls: String(threshold.value * attempts.value) };
        report({ node, messageId: 'ownedRetry', data: { ...data, ...numbers } });
      } else {
        report({ node, messageId: 'ownedRetryUnknown', data });
      }
    }
  },
});
