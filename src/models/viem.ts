import type { LibraryModel } from './model.js';

export const viem: LibraryModel = {
  package: 'viem',
  versions: '>=1',
  sources: [
    { fact: 'retryCount and its default', url: 'https://viem.sh/docs/clients/transports/http#retrycount-optional' },
  ],
  exports: {
    http: {
      call: {
        gives: {
          policy: [
            {
              layer: 'retry',
              calls: { from: [{ of: 'creation', at: 1, path: 'retryCount', counts: 'retries' }], default: 4 },
              errors: 'service',
              implicit: true,
            },
          ],
        },
      },
    },
    createPublicClient: {
      call: {
        composes: { of: { at: 0, path: 'transport' }, first: 'outermost' },
        gives: { policy: 'composed', members: { '*': { call: { reaches: 'service', layers: 'policy' } } } },
      },
    },
  },
  traps: ['fallback([…]) multiplies the retries of its transports.'],
};
