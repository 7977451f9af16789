import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'require-typed-open-error',
  description: 'Require an error that callers can tell from a failure of the service when a call is rejected because the circuit is open',
  config: 'strict',
  messages: {
    plainError:
      'A caller cannot tell this rejection from a failure of the service: it is a plain `Error`, with no class, code, name or cause. A retry outside the breaker will repeat it.',
    plainValue:
      'A caller cannot tell this rejection from a failure of the service: it is a bare value, with no class, code, name or cause. A retry outside the breaker will repeat it.',
  },
  defaultOptions: {},
  check({ opaqueRejections }, { report }) {
    for (const { node, value } of opaqueRejections) {
      report({ node, messageId: value === 'error' ? 'plainError' : 'plainValue' });
    }
  },
});
