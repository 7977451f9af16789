import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { takeRetry } from '../src/suggestions/take-retry.js';

export default createRule({
  name: 'no-owned-retry',
  description: 'Disallow a breaker that makes its own retry and runs every call through it',
  config: 'strict',
  messages: {
    ownedRetry:
      '`{{breaker}}` makes its own retry and runs every call through it (line {{entry}}): nobody can leave it out or put it outside, where the circuit would open after {{threshold}} service calls, not {{calls}}.',
    ownedRetryUnknown:
      '`{{breaker}}` makes its own retry and runs every call through it (line {{entry}}): nobody can leave it out or put it outside, where the breaker would see each attempt.',
    takeRetry: 'Take the retry from whoever makes the breaker, and keep this one as the default.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ ownedRetries }, { sourceCode, filename, report }) {
    for (const owned of ownedRetries) {
      const { breaker, call, node } = owned;
      const { threshold, name } = breaker;
      const { attempts } = call.retry;
      const data = { breaker: name, entry: String(call.entry.loc.start.line) };
      if (attempts.kind === 'known' && attempts.value <= 1) {
        continue;
      }
      const suggest = offer({ messageId: 'takeRetry', edits: takeRetry(fileOf(sourceCode, filename), owned) });
      if (attempts.kind === 'known' && threshold.kind === 'known' && call.recorded === 'sequence') {
        const numbers = { threshold: String(threshold.value), calls: String(threshold.value * attempts.value) };
        report({ node, messageId: 'ownedRetry', data: { ...data, ...numbers }, suggest });
      } else {
        report({ node, messageId: 'ownedRetryUnknown', data, suggest });
      }
    }
  },
});
