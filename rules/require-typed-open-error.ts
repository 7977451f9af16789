import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { giveCode, OPEN_CODE } from '../src/suggestions/give-code.js';
import { offer } from '../src/suggestions/offer.js';

export default createRule({
  name: 'require-typed-open-error',
  description:
    'Require an error that callers can tell from a failure of the service when a call is rejected because the circuit is open',
  config: 'strict',
  messages: {
    plainError:
      'A caller cannot tell this rejection from a failure of the service: it is a plain `Error`, with no class, code, name or cause. A retry outside the breaker will repeat it.',
    plainValue:
      'A caller cannot tell this rejection from a failure of the service: it is a bare value, with no class, code, name or cause. A retry outside the breaker will repeat it.',
    giveCode: 'Give the error the code `{{code}}`, so that callers can test for it.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ opaqueRejections }, { sourceCode, filename, report }) {
    for (const rejection of opaqueRejections) {
      const { node, value } = rejection;
      const suggest = offer({
        messageId: 'giveCode',
        data: { code: OPEN_CODE },
        edits: giveCode(fileOf(sourceCode, filename), rejection),
      });
      report({ node, messageId: value === 'error' ? 'plainError' : 'plainValue', suggest });
    }
  },
});
