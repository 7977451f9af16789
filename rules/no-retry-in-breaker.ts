import { product, quantity, via } from '../src/suggestions/wording.js';
import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-retry-in-breaker',
  description: 'Disallow a retry on the protected path of a breaker that records one outcome per sequence of attempts',
  config: 'recommended',
  messages: {
    sequenceCounted:
      '{{calls}} service calls before the circuit opens, not {{threshold}}: the breaker records one failure per sequence of {{attempts}} attempts ({{path}}).',
    sequenceCountedUnknown:
      '{{calls}} service calls before the circuit opens: the breaker records one failure per sequence of attempts ({{path}}).',
    sequenceNeverCounted:
      'The circuit cannot open on this call: the retry has no last attempt, so no failure reaches the breaker ({{path}}).',
  },
  defaultOptions: {},
  check({ retriedCalls }, { options, report }) {
    for (const { breaker, retry, entry, path, certainty, recorded, unitDeclared, askedPerAttempt, halfOpen } of retriedCalls) {
      const single = retry.attempts.kind === 'known' && retry.attempts.value <= 1;
      const onlyWhileClosed = askedPerAttempt && halfOpen === 'single';
      if (recorded === 'attempt' || unitDeclared || single || onlyWhileClosed) {
        continue;
      }
      if (certainty === 'potential' && options.report === 'certain') {
        continue;
      }
      const { threshold } = breaker;
      const { attempts } = retry;
      if (attempts.kind === 'unbounded') {
        report({ node: entry, messageId: 'sequenceNeverCounted', data: { path: via(path) } });
      } else if (threshold.kind === 'known' && attempts.kind === 'known') {
        report({
          node: entry,
          messageId: 'sequenceCounted',
          data: {
            calls: String(threshold.value * attempts.value),
            threshold: String(threshold.value),
            attempts: quantity(attempts),
            path: via(path),
          },
        });
      } else {
        report({
          node: entry,
          messageId: 'sequenceCountedUnknown',
          data: { calls: product(threshold, attempts), path: via(path) },
        });
      }
    }
  },
});
