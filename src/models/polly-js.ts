import type { LibraryModel, ValueModel } from './model.js';

/** A step of the builder; what it was handed is read from the chain. */
const STEP: ValueModel = { call: { gives: 'receiver' } };

const execute = (style?: 'callback'): ValueModel => ({
  call: { runs: { at: 0 }, ...(style && { style }), layers: 'policy' },
});

export const pollyJs: LibraryModel = {
  package: 'polly-js',
  versions: '>=1',
  sources: [{ fact: 'retry, waitAndRetry, handle', url: 'https://github.com/mauricedb/polly-js#readme' }],
  exports: { default: { call: { gives: { use: 'builder' } } } },
  values: {
    builder: {
      policy: [
        {
          layer: 'retry',
          calls: {
            from: [
              { of: 'chain', member: 'retry', at: 0, counts: 'retries' },
              { of: 'chain', member: 'waitAndRetry', at: 0, path: 'length', counts: 'retries' },
              { of: 'chain', member: 'waitAndRetry', at: 0, counts: 'retries' },
            ],
            default: 2,
          },
          predicates: [{ of: 'chain', member: 'handle', at: 0, sense: 'retry' }],
          hooks: [{ of: 'chain', member: 'logger', at: 0, misses: 'last' }],
        },
      ],
      members: {
        handle: STEP,
        retry: STEP,
        waitAndRetry: STEP,
        logger: STEP,
        execute: execute(),
        executeForPromise: execute(),
        executeForNode: execute('callback'),
      },
    },
  },
  traps: [
    'It is a retry, whatever its name says.',
    'waitAndRetry uses up its delays: a policy that is kept stops retrying after the first call that failed.',
  ],
};
