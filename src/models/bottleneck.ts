import type { LayerModel, LibraryModel } from './model.js';

const LIMIT: readonly LayerModel[] = [
  { layer: 'lock', exclusive: { from: [{ of: 'creation', at: 0, path: 'maxConcurrent' }], default: 'infinite' } },
];

export const bottleneck: LibraryModel = {
  package: 'bottleneck',
  versions: '>=2',
  sources: [
    { fact: 'maxConcurrent and its default, schedule', url: 'https://github.com/SGrondin/bottleneck#docs' },
    { fact: 'a number from the listener runs the job again', url: 'https://github.com/SGrondin/bottleneck#retries' },
  ],
  exports: {
    default: {
      construct: {
        gives: {
          policy: LIMIT,
          members: {
            schedule: { call: { runs: { at: 'last-function' }, layers: LIMIT } },
            wrap: {
              call: {
                inherits: true,
                gives: {
                  policy: 'composed',
                  call: { runs: { of: 'creation', at: 0 }, passes: 0, layers: 'policy' },
                },
              },
            },
            submit: { call: { runs: { at: 0 }, passes: 1, style: 'callback', layers: LIMIT } },
          },
        },
      },
    },
  },
  traps: ["A number that a listener of 'failed' returns runs the job again: a retry in an event handler."],
};
