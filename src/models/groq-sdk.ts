import type { LibraryModel } from './model.js';

export const groqSdk: LibraryModel = {
  package: 'groq-sdk',
  versions: '>=0.3',
  sources: [
    { fact: 'maxRetries, its default, what is retried', url: 'https://github.com/groq/groq-typescript#retries' },
  ],
  exports: { default: { construct: { gives: { use: 'client' } } }, Groq: { construct: { gives: { use: 'client' } } } },
  values: {
    client: {
      client: [
        {
          layer: 'retry',
          calls: {
            from: [
              { at: 1, path: 'maxRetries', counts: 'retries' },
              { of: 'creation', at: 0, path: 'maxRetries', counts: 'retries' },
            ],
            default: 3,
          },
          errors: 'service',
        },
      ],
      members: { withOptions: { call: { inherits: true, gives: { use: 'client' } } } },
    },
  },
  traps: ['POST requests are retried too.'],
};
