import type { LibraryModel } from './model.js';

export const googleGenai: LibraryModel = {
  package: '@google/genai',
  versions: '>=1',
  sources: [
    {
      fact: 'retryOptions, off unless given',
      url: 'https://github.com/googleapis/js-genai/blob/main/src/_api_client.ts',
    },
  ],
  exports: {
    GoogleGenAI: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { of: 'creation', at: 0, path: 'httpOptions.retryOptions.attempts', counts: 'attempts' },
                  { of: 'creation', at: 0, path: 'httpOptions.retryOptions', means: 5 },
                ],
                default: 1,
              },
              errors: 'service',
            },
          ],
        },
      },
    },
  },
};
