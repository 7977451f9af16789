import type { LibraryModel } from './model.js';

export const axios: LibraryModel = {
  package: 'axios',
  versions: '>=0.19',
  sources: [
    {
      fact: 'it rejects on a status outside 2xx, and retries nothing',
      url: 'https://axios-http.com/docs/handling_errors',
    },
  ],
  exports: {
    default: { use: 'instance' },
  },
  values: {
    instance: {
      client: [],
      members: {
        create: { call: { gives: { use: 'instance' } } },
        isAxiosError: {},
        isCancel: {},
        all: {},
        spread: {},
        interceptors: {},
        defaults: { optionsAt: 1 },
        CancelToken: {},
      },
    },
  },
};
