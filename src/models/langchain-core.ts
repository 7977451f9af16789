import type { LibraryModel, Place, RetryModel, ValueModel } from './model.js';

const RETRY: RetryModel = {
  layer: 'retry',
  calls: { from: [{ of: 'creation', at: 0, path: 'stopAfterAttempt', counts: 'attempts' }], default: 3 },
  hooks: [{ of: 'creation', at: 0, path: 'onFailedAttempt', stops: true }],
};

const FUNCTION: Place = { of: 'creation', at: 0, path: 'func' };

const RUNNABLE: ValueModel = {
  construct: {
    gives: {
      members: {
        invoke: { call: { runs: FUNCTION, passes: 0 } },
        withRetry: {
          call: {
            inherits: true,
            gives: {
              policy: [RETRY],
              members: { invoke: { call: { runs: FUNCTION, passes: 0, layers: 'policy' } } },
            },
          },
        },
      },
    },
  },
};

export const langchainCore: LibraryModel = {
  package: '@langchain/core',
  versions: '>=0.1',
  sources: [
    {
      fact: 'withRetry',
      url: 'https://reference.langchain.com/javascript/classes/_langchain_core.runnables.Runnable.html',
    },
    {
      fact: 'the default of six retries',
      url: 'https://github.com/langchain-ai/langchainjs/blob/main/langchain-core/src/utils/async_caller.ts',
    },
  ],
  exports: {},
  subpaths: {
    './runnables': { RunnableLambda: RUNNABLE },
    './utils/async_caller': {
      AsyncCaller: {
        construct: {
          gives: {
            members: {
              call: {
                call: {
                  runs: { at: 0 },
                  passes: 1,
                  layers: [
                    {
                      layer: 'retry',
                      calls: { from: [{ of: 'creation', at: 0, path: 'maxRetries', counts: 'retries' }], default: 7 },
                      hooks: [{ of: 'creation', at: 0, path: 'onFailedAttempt', stops: true }],
                      implicit: true,
                    },
                  ],
                },
              },
            },
          },
        },
      },
    },
  },
  traps: ['Chat models retry through AsyncCaller, on top of what their SDK retries.'],
};
