import type { LibraryModel } from './model.js';

export const inngest: LibraryModel = {
  package: 'inngest',
  versions: '>=2',
  sources: [
    {
      fact: 'retries and its default',
      url: 'https://www.inngest.com/docs/features/inngest-functions/error-retries/retries',
    },
  ],
  exports: {
    NonRetriableError: { error: true },
    Inngest: {
      construct: {
        gives: {
          members: {
            createFunction: {
              call: {
                runs: { at: 'last-function' },
                layers: [
                  {
                    layer: 'retry',
                    calls: { from: [{ at: 0, path: 'retries', counts: 'retries' }], default: 4 },
                    stops: ['NonRetriableError'],
                    later: true,
                  },
                ],
              },
            },
          },
        },
      },
    },
  },
};
