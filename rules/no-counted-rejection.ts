import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-counted-rejection',
  description: "Disallow recording the breaker's own rejection as a failure of the service",
  config: 'recommended',
  messages: {
    rejectionCounted:
      'This rejection is recorded as a failure of the service on line {{record}}, though the service was not called: every caller that is turned away while the circuit is open adds one more.',
  },
  defaultOptions: {},
  check({ countedRejections }, { report }) {
    for (const { node, record } of countedRejections) {
      report({ node, messageId: 'rejectionCounted', data: { record: String(record.loc.start.line) } });
    }
  },
});
