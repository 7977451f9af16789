import type { LibraryModel } from './model.js';

export const triggerDevSdk: LibraryModel = {
  package: '@trigger.dev/sdk',
  versions: '>=3',
  sources: [{ fact: 'retry of a task', url: 'https://trigger.dev/docs/errors-retrying' }],
  exports: {
    task: {
      call: {
        runs: { at: 0, path: 'run' },
        layers: [
          {
            layer: 'retry',
            calls: { from: [{ at: 0, path: 'retry.maxAttempts', counts: 'attempts' }], default: 3 },
            later: true,
          },
        ],
      },
    },
  },
  traps: ['The default stands in trigger.config.ts.'],
};
