import type { LibraryModel, ValueModel } from './model.js';

/** `request(options)` and `request(url, options)`. */
const REQUEST: ValueModel = {
  failures: 'response',
  client: [
    {
      layer: 'retry',
      calls: {
        from: [
          { at: 0, path: 'maxAttempts', counts: 'attempts' },
          { at: 1, path: 'maxAttempts', counts: 'attempts' },
        ],
        default: 5,
      },
      predicates: [
        { at: 0, path: 'retryStrategy', sense: 'retry' },
        { at: 1, path: 'retryStrategy', sense: 'retry' },
      ],
      errors: 'service',
    },
  ],
  members: { defaults: {}, RetryStrategies: {} },
};

export const requestretry: LibraryModel = {
  package: 'requestretry',
  versions: '>=4',
  sources: [
    {
      fact: 'maxAttempts, retryStrategy and their defaults',
      url: 'https://github.com/FGRibreau/node-request-retry#readme',
    },
  ],
  exports: { default: REQUEST },
  traps: ['POST requests are retried too.'],
};
