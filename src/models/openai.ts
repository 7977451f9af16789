import type { LibraryModel } from './model.js';

export const openai: LibraryModel = {
  package: 'openai',
  versions: '>=4',
  sources: [{ fact: 'maxRetries, its default, what is retried', url: 'https://github.com/openai/openai-node#retries' }],
  exports: {
    default: { construct: { gives: { use: 'client' } } },
    OpenAI: { construct: { gives: { use: 'client' } } },
    AzureOpenAI: { construct: { gives: { use: 'client' } } },
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
