import { createRule } from '../src/create-rule.js';
import { decideByPolicy } from '../src/suggestions/ask-decision.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { ASK_POLICY } from '../src/suggestions/wording.js';

export default createRule({
  name: 'require-failure-policy',
  description:
    'Require that a breaker and the retry it is composed with ask a policy when to retry, to open and to close',
  config: 'strict',
  messages: {
    retryDecision:
      'The retry decides here by itself whether a failed attempt is repeated{{limit}}, whatever the breaker knows of the service: ask `shouldRetry` of a failure policy.',
    openDecision:
      'The breaker decides here by itself when to open{{limit}}, whatever the retry on line {{retry}} takes a failure for: ask `shouldOpenCircuit` of a failure policy.',
    closeDecision:
      'The breaker decides here by itself when to close, whatever the retry on line {{retry}} takes a success for: ask `shouldCloseCircuit` of a failure policy.',
    askPolicy: ASK_POLICY,
    decideByPolicy:
      'Let a failure policy decide when to open and when to close, with a default that decides as the code does today.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ hardCodedDecisions }, { policy, sourceCode, filename, report }) {
    for (const decision of hardCodedDecisions) {
      const { breaker, call, kind, node } = decision;
      const suggest = offer({
        messageId: kind === 'retry' ? 'askPolicy' : 'decideByPolicy',
        edits: decideByPolicy(fileOf(sourceCode, filename), decision, policy),
      });
      const { attempts } = call.retry;
      // The last step of the path is the retry; one of another file is named by what enters it.
      const last = call.path.at(-1);
      const retry = String(last === undefined || last.file !== undefined ? call.entry.loc.start.line : last.line);
      if (kind === 'retry') {
        report({
          node,
          messageId: 'retryDecision',
          data: { limit: attempts.kind === 'known' ? ` (${attempts.value} attempts)` : '' },
          suggest,
        });
      } else if (kind === 'open') {
        const { threshold } = breaker;
        report({
          node,
          messageId: 'openDecision',
          data: { retry, limit: threshold.kind === 'known' ? ` (${threshold.value} failures)` : '' },
          suggest,
        });
      } else {
        report({ node, messageId: 'closeDecision', data: { retry }, suggest });
      }
    }
  },
});
