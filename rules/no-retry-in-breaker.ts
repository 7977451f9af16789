import { createRule } from '../src/create-rule.js';
import { countAttempts, declareSequences } from '../src/suggestions/count-attempts.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { retryOutside } from '../src/suggestions/retry-outside.js';
import { COUNT_ATTEMPTS, RETRY_OUTSIDE, product, quantity, sooner, via } from '../src/suggestions/wording.js';

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
    countAttempts: COUNT_ATTEMPTS,
    retryOutside: RETRY_OUTSIDE,
    declareSequences:
      "Keep one failure per sequence and say so: let a failure policy with `countingUnit: 'sequence'` decide when to open the circuit.",
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ retriedCalls }, { options, policy, sourceCode, filename, report }) {
    for (const call of retriedCalls) {
      const { breaker, retry, entry, path, certainty, recorded, unitDeclared, askedPerAttempt, halfOpen } = call;
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
      const file = fileOf(sourceCode, filename);
      const suggest = offer(
        { messageId: 'countAttempts', data: { sooner: sooner(attempts) }, edits: countAttempts(file, call, policy) },
        { messageId: 'retryOutside', data: { sooner: sooner(attempts) }, edits: retryOutside(file, call) },
        { messageId: 'declareSequences', edits: declareSequences(file, call, policy) },
      );
      if (attempts.kind === 'unbounded') {
        report({ node: entry, messageId: 'sequenceNeverCounted', data: { path: via(path) }, suggest });
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
          suggest,
        });
      } else {
        report({
          node: entry,
          messageId: 'sequenceCountedUnknown',
          data: { calls: product(threshold, attempts), path: via(path) },
          suggest,
        });
      }
    }
  },
});
