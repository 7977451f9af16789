import type { LibraryModel } from './model.js';

export const elasticElasticsearch: LibraryModel = {
  package: '@elastic/elasticsearch',
  versions: '>=7',
  sources: [
    {
      fact: 'maxRetries and its default',
      url: 'https://www.elastic.co/docs/reference/elasticsearch/clients/javascript/basic-config',
    },
  ],
  exports: {
    Client: {
      construct: {
        gives: {
          client: [
            {
              layer: 'retry',
              calls: {
                from: [
                  { at: 1, path: 'maxRetries', counts: 'retries' },
                  { of: 'creation', at: 0, path: 'maxRetries', counts: 'retries' },
                ],
                default: 4,
              },
              errors: 'service',
            },
          ],
        },
      },
    },
  },
  traps: ['500 and 429 are not retried.'],
};
