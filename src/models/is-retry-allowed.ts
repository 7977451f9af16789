import type { LibraryModel } from './model.js';

export const isRetryAllowed: LibraryModel = {
  package: 'is-retry-allowed',
  versions: '>=2',
  sources: [
    {
      fact: 'it tells errors apart and retries nothing',
      url: 'https://github.com/sindresorhus/is-retry-allowed#readme',
    },
  ],
  exports: { default: {} },
};
