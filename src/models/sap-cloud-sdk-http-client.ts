import type { LibraryModel } from './model.js';

export const sapCloudSdkHttpClient: LibraryModel = {
  package: '@sap-cloud-sdk/http-client',
  versions: '>=3',
  sources: [
    { fact: 'the first middleware is outermost', url: 'https://sap.github.io/cloud-sdk/docs/js/guides/resilience' },
  ],
  exports: {
    executeHttpRequest: {
      call: { reaches: 'service', composes: { of: { at: 1, path: 'middleware' }, first: 'outermost' } },
    },
  },
};
