import type { LibraryModel, ValueModel } from './model.js';

const client = (at: number): ValueModel => ({
  client: [
    {
      layer: 'retry',
      calls: { from: [{ of: 'creation', at, path: 'retryOptions.maxTries', counts: 'attempts' }], default: 4 },
      errors: 'service',
    },
  ],
});

export const azureStorageBlob: LibraryModel = {
  package: '@azure/storage-blob',
  versions: '>=12',
  sources: [
    {
      fact: 'maxTries and its default',
      url: 'https://learn.microsoft.com/javascript/api/@azure/storage-blob/storageretryoptions',
    },
  ],
  exports: {
    BlobServiceClient: {
      construct: { gives: client(2) },
      members: { fromConnectionString: { call: { gives: client(1) } } },
    },
  },
  traps: ['maxTries counts attempts.'],
};
