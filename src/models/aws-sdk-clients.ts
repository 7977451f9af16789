import type { LibraryModel, Source, ValueModel } from './model.js';

const client = (attempts: number): ValueModel => ({
  construct: {
    gives: {
      client: [
        {
          layer: 'retry',
          calls: {
            from: [
              { of: 'creation', at: 0, path: 'retryStrategy' },
              { of: 'creation', at: 0, path: 'maxAttempts', counts: 'attempts' },
            ],
            default: attempts,
          },
          errors: 'service',
          budget: true,
        },
      ],
      members: { destroy: {}, middlewareStack: {}, config: {} },
    },
  },
});

const SOURCES: readonly Source[] = [
  {
    fact: 'maxAttempts and its default',
    url: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html',
  },
  {
    fact: 'the budget of retries',
    url: 'https://github.com/smithy-lang/smithy-typescript/blob/main/packages/util-retry/src/StandardRetryStrategy.ts',
  },
];

const TRAPS = [
  'A client has a budget of retries: after some failing calls in a row it stops retrying.',
  'AWS_MAX_ATTEMPTS and the profile set the number too.',
];

export const awsSdkClients: readonly LibraryModel[] = [
  { package: '@aws-sdk/client-*', versions: '>=3', sources: SOURCES, exports: { '*': client(3) }, traps: TRAPS },
  { package: '@aws-sdk/client-dynamodb', versions: '>=3', sources: SOURCES, exports: { '*': client(4) }, traps: TRAPS },
];
