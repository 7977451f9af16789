import type { LibraryModel } from './model.js';

export const anthropicAiSdk: LibraryModel = {
  package: '@anthropic-ai/sdk',
  versions: '>=0.5',
  sources: [
    {
      fact: 'maxRetries, its default, what is retried',
      url: 'https://github.com/anthropics/anthropic-sdk-typescript#retries',
    },
  ],
  exports: {
    default: { construct: { gives: { use: 'client' } } },
    Anthropic: { construct: { gives: { use: 'client' } } },
  },
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
