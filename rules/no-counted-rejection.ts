import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { moveCheck } from '../src/suggestions/move-check.js';
import { offer } from '../src/suggestions/offer.js';

export default createRule({
  name: 'no-counted-rejection',
  description: "Disallow recording the breaker's own rejection as a failure of the service",
  config: 'recommended',
  messages: {
    rejectionCounted:
      'This rejection is recorded as a failure of the service on line {{record}}, though the service was not called: every caller that is turned away while the circuit is open adds one more.',
    probeRejectionCounted:
      'This rejection is recorded as the failure of a probe on line {{record}}, though it called nothing: a caller that is turned away while a probe is under way opens the circuit again.',
    moveCheck: 'Check before the `try`, so that its `catch` sees failures of the service only.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ countedRejections }, { sourceCode, filename, report }) {
    for (const rejection of countedRejections) {
      const { node, phase, record } = rejection;
      const messageId = phase === 'open' ? 'rejectionCounted' : 'probeRejectionCounted';
      const edits = moveCheck(fileOf(sourceCode, filename), rejection);
      report({
        node,
        messageId,
        data: { record: String(record.loc.start.line) },
        suggest: offer({ messageId: 'moveCheck', edits }),
      });
    }
  },
});
