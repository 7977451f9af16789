import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { reserveProbe } from '../src/suggestions/reserve-probe.js';

export default createRule({
  name: 'require-half-open-probe-limit',
  description: 'Require a limit on the calls that a half-open circuit lets through',
  config: 'recommended',
  messages: {
    unlimitedProbes:
      'While the circuit is half-open every caller is let through at once, not one: nothing that is tested here is written before the call on line {{line}}, so the next caller passes the same test.',
    unlimitedGate:
      'While the circuit is half-open this lets every caller through that asks, not one: nothing that is tested here is written, so the next caller passes the same test.',
    reserveProbe:
      'Take a slot for the probe in the same tick as the test, turn away who finds it taken, and give it back when the call has settled.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ probeFloods }, { sourceCode, filename, policy, report }) {
    for (const flood of probeFloods) {
      const { node, call } = flood;
      if (call === undefined) {
        report({ node, messageId: 'unlimitedGate' });
      } else {
        const edits = reserveProbe(fileOf(sourceCode, filename), flood, policy);
        report({
          node,
          messageId: 'unlimitedProbes',
          data: { line: String(call.loc.start.line) },
          suggest: offer({ messageId: 'reserveProbe', edits }),
        });
      }
    }
  },
});
