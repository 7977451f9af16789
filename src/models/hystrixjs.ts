import type { LibraryModel, ValueModel } from './model.js';

/** A step of the builder; what it was handed is read from the chain. */
const STEP: ValueModel = { call: { gives: 'receiver' } };

const FACTORY: ValueModel = { members: { getOrCreate: { call: { gives: { use: 'builder' } } } } };

export const hystrixjs: LibraryModel = {
  package: 'hystrixjs',
  versions: '*',
  sources: [
    { fact: 'the builder, its defaults', url: 'https://bitbucket.org/igor_sechyn/hystrixjs/src/master/README.md' },
  ],
  exports: { default: { members: { commandFactory: FACTORY } }, commandFactory: FACTORY },
  values: {
    builder: {
      policy: [
        {
          layer: 'breaker',
          failures: { from: [{ of: 'chain', member: 'circuitBreakerRequestVolumeThreshold', at: 0 }], default: 10 },
          rate: {
            from: [{ of: 'chain', member: 'circuitBreakerErrorThresholdPercentage', at: 0 }],
            default: 50,
            whole: 100,
            above: true,
          },
          keyedBy: { of: 'creation', at: 0 },
          halfOpen: 'one',
          openTime: {
            from: [{ of: 'chain', member: 'circuitBreakerSleepWindowInMilliseconds', at: 0 }],
            default: 3_000,
          },
          openError: { messages: ['OpenCircuitError'] },
          filters: [{ of: 'chain', member: 'errorHandler', at: 0, sense: 'count' }],
          timeout: { from: [{ of: 'chain', member: 'timeout', at: 0 }], default: 30_000 },
          fallback: 'fallbackTo',
        },
      ],
      members: {
        build: STEP,
        run: STEP,
        execute: { call: { runs: { of: 'chain', member: 'run', at: 0 }, passes: 0, layers: 'policy' } },
        '*': STEP,
      },
    },
  },
  traps: ['Commands and circuits are kept by key for the whole process.'],
};
