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
    AxiosError: { error: true },
  },
  values: {
    instance: {
      client: [],
      throws: { classes: ['AxiosError'], names: ['AxiosError'] },
      members: {
        create: { call: { gives: { use: 'instance' } } },
        isAxiosError: {},
        isCancel: {},
        all: {},
        spread: {},
        interceptors: { interceptors: true },
        defaults: { optionsAt: 1 },
        CancelToken: {},
      },
    },
  },
};
