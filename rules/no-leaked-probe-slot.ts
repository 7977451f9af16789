import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { releaseAlways } from '../src/suggestions/take-turns.js';

const MESSAGES = { rejection: 'leakedByRejection', throw: 'leakedByThrow', return: 'leakedByReturn' } as const;

export default createRule({
  name: 'no-leaked-probe-slot',
  description: 'Disallow taking a half-open slot that some way out of the call does not give back',
  config: 'strict',
  messages: {
    leakedByRejection:
      'A probe takes `{{cell}}` here; what it waits for on line {{exit}} rejects; nothing gives the slot back on that way out, so every later probe is turned away.',
    leakedByThrow:
      'A probe takes `{{cell}}` here and is left by the `throw` on line {{exit}} with the slot still taken: every later probe is turned away.',
    leakedByReturn:
      'A probe takes `{{cell}}` here and ends on line {{exit}} with the slot still taken: every later probe is turned away.',
    releaseAlways: 'Give the slot back in a `finally`, whatever happens in between.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ leakedSlots }, { sourceCode, filename, report }) {
    for (const leak of leakedSlots) {
      const { node, cell, exit, way } = leak;
      const suggest = offer({ messageId: 'releaseAlways', edits: releaseAlways(fileOf(sourceCode, filename), leak) });
      report({ node, messageId: MESSAGES[way], data: { cell, exit: String(exit.loc.start.line) }, suggest });
    }
  },
});
