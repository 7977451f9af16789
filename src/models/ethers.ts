import type { LibraryModel } from './model.js';

export const ethers: LibraryModel = {
  package: 'ethers',
  versions: '>=6',
  sources: [
    {
      fact: 'only a 429 is retried',
      url: 'https://docs.ethers.org/v6/api/utils/fetching/#FetchRequest-setThrottleParams',
    },
  ],
  exports: { JsonRpcProvider: { construct: { gives: { client: [] } } } },
  traps: ['A 429 is answered with up to twelve attempts; nothing else is retried.'],
};
