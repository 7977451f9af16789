import type { LibraryModel } from './model.js';

export const azureCoreRestPipeline: LibraryModel = {
  package: '@azure/core-rest-pipeline',
  versions: '>=1',
  sources: [
    {
      fact: 'retryOptions',
      url: 'https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/core/core-rest-pipeline#readme',
    },
    {
      fact: 'the default of three retries',
      url: 'https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/ts-http-runtime/src/constants.ts',
    },
  ],
  exports: {
    createPipelineFromOptions: {
      call: {
        gives: {
          failures: 'response',
          members: {
            sendRequest: {
              failures: 'response',
              call: {
                reaches: 'service',
                layers: [
                  {
                    layer: 'retry',
                    calls: {
                      from: [{ of: 'creation', at: 0, path: 'retryOptions.maxRetries', counts: 'retries' }],
                      default: 4,
                    },
                    errors: 'service',
                    implicit: true,
                  },
                ],
              },
            },
          },
        },
      },
    },
  },
  traps: [
    'The pipeline resolves with a 5xx; the clients that are built on it throw.',
    'POST requests are retried too.',
  ],
};
