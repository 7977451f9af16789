import { createRule } from '../src/create-rule.js';
import { countAttempts } from '../src/suggestions/count-attempts.js';
import { fileOf } from '../src/suggestions/edits.js';
import { offer } from '../src/suggestions/offer.js';
import { dropEarlyClock } from '../src/suggestions/one-account.js';
import { COUNT_ATTEMPTS, sooner } from '../src/suggestions/wording.js';

export default createRule({
  name: 'no-split-failure-accounting',
  description: 'Disallow recording one failure in two places on two schedules',
  config: 'strict',
  messages: {
    splitAccounting:
      'Each failed attempt writes `{{cell}}`, but only the end of the sequence counts a failure (line {{count}}): the clock and the count of one circuit follow different events.',
    countAttempts: COUNT_ATTEMPTS,
    moveClockLast:
      'Move the clock only where the failure is counted, at the end of the sequence (the open window begins later).',
  },
  hasSuggestions: true,
  defaultOptions: {},
  check({ splitAccounts, retriedCalls }, { policy, sourceCode, filename, report }) {
    const file = fileOf(sourceCode, filename);
    for (const account of splitAccounts) {
      const { breaker, node, cell, count } = account;
      const [call, ...others] = retriedCalls.filter(
        (candidate) => candidate.breaker.node === breaker.node && candidate.recorded === 'sequence',
      );
      const last = dropEarlyClock(file, account);
      const each = last && call && others.length === 0 ? countAttempts(file, call, policy) : undefined;
      const suggest = offer(
        {
          messageId: 'countAttempts',
          data: { sooner: call ? sooner(call.retry.attempts) : '' },
          edits: each && last && [...each, ...last],
        },
        { messageId: 'moveClockLast', edits: last },
      );
      report({ node, messageId: 'splitAccounting', data: { cell, count: String(count.loc.start.line) }, suggest });
    }
  },
});
