import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'require-half-open-probe-limit',
  description: 'Require a limit on the calls that a half-open circuit lets through',
  config: 'recommended',
  messages: {
    unlimitedProbes:
      'While the circuit is half-open every caller is let through at once, not one: nothing that is tested here is written before the call on line {{line}}, so the next caller passes the same test.',
    unlimitedGate:
      'While the circuit is half-open this lets every caller through that asks, not one: nothing that is tested here is written, so the next caller passes the same test.',
  },
  defaultOptions: {},
  check({ probeFloods }, { report }) {
    for (const { node, call } of probeFloods) {
      if (call === undefined) {
        report({ node, messageId: 'unlimitedGate' });
      } else {
        report({ node, messageId: 'unlimitedProbes', data: { line: String(call.loc.start.line) } });
      }
    }
  },
});
