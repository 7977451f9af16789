import type { LibraryModel, ValueModel } from './model.js';

/** A step of the builder; what it was handed is read from the chain. */
const STEP: ValueModel = { call: { gives: 'receiver' } };

const CALL: ValueModel = { call: { gives: { use: 'call' } } };

export const backoff: LibraryModel = {
  package: 'backoff',
  versions: '>=2',
  sources: [{ fact: 'call, failAfter, retryIf', url: 'https://github.com/MathieuTurcotte/node-backoff#readme' }],
  exports: { default: { members: { call: CALL } }, call: CALL },
  values: {
    call: {
      policy: [
        {
          layer: 'retry',
          calls: { from: [{ of: 'chain', member: 'failAfter', at: 0, counts: 'retries' }], default: 'infinite' },
          predicates: [{ of: 'chain', member: 'retryIf', at: 0, sense: 'retry' }],
        },
      ],
      members: {
        failAfter: STEP,
        setStrategy: STEP,
        retryIf: STEP,
        on: STEP,
        start: { call: { runs: { of: 'creation', at: 0 }, style: 'callback', layers: 'policy' } },
      },
    },
  },
  traps: ['Without failAfter it never ends.'],
};
