import type { LibraryModel, ValueModel } from './model.js';

/** Options for one call of a generated client; the clients themselves come from other packages. */
const OPTIONS: ValueModel = {
  call: {
    gives: {
      count: { from: [{ of: 'creation', at: 1, path: 'maxRetries', counts: 'attempts' }], default: 'time-bound' },
    },
  },
};

export const googleGax: LibraryModel = {
  package: 'google-gax',
  versions: '>=3',
  sources: [
    {
      fact: 'retry options of a call',
      url: 'https://github.com/googleapis/gax-nodejs/blob/main/client-libraries.md#retries',
    },
    {
      fact: 'maxRetries counts attempts',
      url: 'https://github.com/googleapis/gax-nodejs/blob/main/gax/src/normalCalls/retries.ts',
    },
  ],
  exports: { createRetryOptions: OPTIONS },
  traps: [
    'A generated client may retry one call for ten minutes.',
    'The error at the end has code 4, whatever failed.',
  ],
};
