import type { LibraryModel, ValueModel } from './model.js';

/** Handed to a client of the AWS SDK as its `retryStrategy`. */
const STRATEGY: ValueModel = {
  construct: { gives: { count: { from: [{ of: 'creation', at: 0, counts: 'attempts' }], default: 3 } } },
};

export const smithyUtilRetry: LibraryModel = {
  package: '@smithy/util-retry',
  versions: '>=2',
  sources: [
    {
      fact: 'the number of attempts and its default',
      url: 'https://github.com/smithy-lang/smithy-typescript/blob/main/packages/util-retry/src/config.ts',
    },
  ],
  exports: { StandardRetryStrategy: STRATEGY, AdaptiveRetryStrategy: STRATEGY, ConfiguredRetryStrategy: STRATEGY },
};
