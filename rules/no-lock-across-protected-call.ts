import { createRule } from '../src/create-rule.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { runUnlocked } from '../src/suggestions/run-unlocked.js';

export default createRule({
  name: 'no-lock-across-protected-call',
  description: 'Disallow holding a lock while the protected call runs',
  config: 'recommended',
  messages: {
    serialised:
      'This lock is held until the call on line {{call}} has settled: callers of the service go through one at a time, and each waits for all before it.',
    deadlock:
      'This lock is held until the call on line {{call}} has settled, and is taken again on line {{again}} before that: the call waits for itself and never settles.',
    runUnlocked:
      'Let the call run without the lock: the slot turns away who comes meanwhile, and a late outcome is told apart.',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ heldLocks }, { sourceCode, filename, report }) {
    const file = fileOf(sourceCode, filename);
    const line = (at: { loc: { start: { line: number } } }): string => String(at.loc.start.line);
    for (const lock of heldLocks) {
      const { node, call, again } = lock;
      const suggest = offer({ messageId: 'runUnlocked', edits: runUnlocked(file, lock) });
      if (again === undefined) {
        report({ node, messageId: 'serialised', data: { call: line(call) }, suggest });
      } else {
        report({ node, messageId: 'deadlock', data: { call: line(call), again: line(again) }, suggest });
      }
    }
  },
});
