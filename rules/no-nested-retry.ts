import { createRule } from '../src/create-rule.js';
import { quantity, via } from '../src/suggestions/wording.js';

export default createRule({
  name: 'no-nested-retry',
  description: 'Disallow a retry inside a retry around the same call',
  config: 'recommended',
  messages: {
    multiplied:
      'One failing operation makes {{calls}} service calls: {{outer}} attempts of `{{outerName}}` times {{inner}} of `{{innerName}}` ({{path}}).',
    multipliedUnknown:
      'One failing operation multiplies its service calls: {{outer}} attempts of `{{outerName}}` times {{inner}} attempts of `{{innerName}}` ({{path}}).',
    neverEnds: 'One failing operation never ends: `{{endless}}` has no last attempt, and stands around or inside another retry ({{path}}).',
  },
  schema: {
    max: { description: 'The most service calls of one failing operation that are left alone.', type: 'integer', minimum: 1 },
  },
  defaultOptions: { max: 1 },
  check({ nestedRetries }, { options, report }) {
    for (const { outer, inner, calls, node, path, certainty } of nestedRetries) {
      // Of a number that is unknown, no more is certain than that there is a second attempt.
      const least = [outer, inner].reduce((product, { attempts }) => product * (attempts.kind === 'known' ? attempts.value : 2), 1);
      if (least <= options.max || (certainty === 'potential' && options.report === 'certain')) {
        continue;
      }
      if (calls.kind === 'unbounded') {
        const endless = outer.attempts.kind === 'unbounded' ? outer : inner;
        report({ node, messageId: 'neverEnds', data: { endless: endless.name, path: via(path) } });
        continue;
      }
      const data = { outer: quantity(outer.attempts), outerName: outer.name, inner: quantity(inner.attempts), innerName: inner.name, path: via(path) };
      if (calls.kind === 'known') {
        report({ node, messageId: 'multiplied', data: { ...data, calls: String(calls.value) } });
      } else {
        report({ node, messageId: 'multipliedUnknown', data });
      }
    }
  },
});
