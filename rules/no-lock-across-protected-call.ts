import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-lock-across-protected-call',
  description: 'Disallow holding a lock while the protected call runs',
  config: 'recommended',
  messages: {
    serialised:
      'This lock is held until the call on line {{call}} has settled: callers of the service go through one at a time, and each waits for all before it.',
    deadlock:
      'This lock is held until the call on line {{call}} has settled, and is taken again on line {{again}} before that: the call waits for itself and never settles.',
  },
  defaultOptions: {},
  check({ heldLocks }, { report }) {
    const line = (at: { loc: { start: { line: number } } }): string => String(at.loc.start.line);
    for (const { node, call, again } of heldLocks) {
      if (again === undefined) {
        report({ node, messageId: 'serialised', data: { call: line(call) } });
      } else {
        report({ node, messageId: 'deadlock', data: { call: line(call), again: line(again) } });
      }
    }
  },
});
