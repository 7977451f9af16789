import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { singleAttempt } from '../src/suggestions/single-attempt.js';
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
    neverEnds:
      'One failing operation never ends: `{{endless}}` has no last attempt, and stands around or inside another retry ({{path}}).',
    singleAttempt: 'Leave the attempts to `{{outerName}}`, with one of `{{innerName}}` in each: {{fewer}}.',
  },
  hasSuggestions: true,
  schema: {
    max: {
      description: 'The most service calls of one failing operation that are left alone.',
      type: 'integer',
      minimum: 1,
    },
  },
  defaultOptions: { max: 1 },
  check({ nestedRetries }, { options, sourceCode, filename, report }) {
    for (const nested of nestedRetries) {
      const { outer, inner, calls, node, path, certainty } = nested;
      // Of a number that is unknown, no more is certain than that there is a second attempt.
      const least = [outer, inner].reduce(
        (product, { attempts }) => product * (attempts.kind === 'known' ? attempts.value : 2),
        1,
      );
      if (least <= options.max || (certainty === 'potential' && options.report === 'certain')) {
        continue;
      }
      const isNumber = outer.attempts.kind === 'known' && calls.kind === 'known';
      const fewer = isNumber
        ? `${outer.attempts.value} service calls, not ${calls.value}`
        : 'as many service calls as attempts';
      const suggest = offer({
        messageId: 'singleAttempt',
        data: { outerName: outer.name, innerName: inner.name, fewer },
        edits: singleAttempt(fileOf(sourceCode, filename), nested),
      });
      if (calls.kind === 'unbounded') {
        const endless = outer.attempts.kind === 'unbounded' ? outer : inner;
        report({ node, messageId: 'neverEnds', data: { endless: endless.name, path: via(path) }, suggest });
        continue;
      }
      const data = {
        outer: quantity(outer.attempts),
        outerName: outer.name,
        inner: quantity(inner.attempts),
        innerName: inner.name,
        path: via(path),
      };
      if (calls.kind === 'known') {
        report({ node, messageId: 'multiplied', data: { ...data, calls: String(calls.value) }, suggest });
      } else {
        report({ node, messageId: 'multipliedUnknown', data, suggest });
      }
    }
  },
});
