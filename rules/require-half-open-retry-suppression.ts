import { createRule } from '../src/create-rule.js';
import { askPolicy } from '../src/suggestions/ask-policy.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { retryOutside } from '../src/suggestions/retry-outside.js';
import { ASK_POLICY, RETRY_OUTSIDE, sooner, via } from '../src/suggestions/wording.js';

export default createRule({
  name: 'require-half-open-retry-suppression',
  description: 'Require that retries are off while the circuit is half-open',
  config: 'recommended',
  messages: {
    probeRetried:
      'One failing probe makes {{calls}} service calls, not 1: nothing turns the retry off while the circuit is half-open ({{path}}).',
    probeRetriedUnknown:
      'One failing probe makes more than one service call: nothing turns the retry off while the circuit is half-open ({{path}}).',
    staleSuppression:
      'The retry is chosen here, once, while the circuit is closed; {{calls}} more attempts follow without asking again, also after the circuit turned half-open ({{path}}).',
    askPolicy: ASK_POLICY,
    retryOutside: RETRY_OUTSIDE,
  },
  hasSuggestions: true,
  schema: {
    max: {
      description: 'The most service calls of one failing probe that are left alone.',
      type: 'integer',
      minimum: 1,
    },
  },
  defaultOptions: { max: 1 },
  check({ retriedCalls }, { options, policy, sourceCode, filename, report }) {
    for (const call of retriedCalls) {
      const { retry, entry, path, certainty, halfOpen, callsPerProbe, staleChoice, askedPerAttempt } = call;
      if (halfOpen === 'none' || (certainty === 'potential' && options.report === 'certain')) {
        continue;
      }
      const file = fileOf(sourceCode, filename);
      const suggest = offer(
        { messageId: 'askPolicy', edits: askPolicy(file, call, policy, 'at-limit') },
        { messageId: 'retryOutside', data: { sooner: sooner(retry.attempts) }, edits: retryOutside(file, call) },
      );
      if (halfOpen === 'retries') {
        if (callsPerProbe.kind === 'known' && callsPerProbe.value > options.max) {
          report({
            node: entry,
            messageId: 'probeRetried',
            data: { calls: String(callsPerProbe.value), path: via(path) },
            suggest,
          });
        } else if (callsPerProbe.kind !== 'known') {
          report({ node: entry, messageId: 'probeRetriedUnknown', data: { path: via(path) }, suggest });
        }
      } else if (staleChoice !== undefined && !askedPerAttempt) {
        const calls = retry.attempts.kind === 'known' ? `up to ${retry.attempts.value - 1}` : 'any number of';
        report({ node: staleChoice, messageId: 'staleSuppression', data: { calls, path: via(path) }, suggest });
      }
    }
  },
});
