import { createRule } from '../src/create-rule.js';

export default createRule({
  name: 'no-split-failure-accounting',
  description: 'Disallow recording one failure in two places on two schedules',
  config: 'strict',
  messages: {
    splitAccounting:
      'Each failed attempt writes `{{cell}}`, but only the end of the sequence counts a failure (line {{count}}): the clock and the count of one circuit follow different events.',
  },
  defaultOptions: {},
  check({ splitAccounts }, { report }) {
    for (const { node, cell, count } of splitAccounts) {
      report({ node, messageId: 'splitAccounting', data: { cell, count: String(count.loc.start.line) } });
    }
  },
});
