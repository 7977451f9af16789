import type { LibraryModel, ValueModel } from './model.js';

const service = (attempts: number): ValueModel => ({
  construct: {
    gives: {
      client: [
        {
          layer: 'retry',
          calls: { from: [{ of: 'creation', at: 0, path: 'maxRetries', counts: 'retries' }], default: attempts },
          errors: 'service',
        },
      ],
    },
  },
});

const SERVICES: Readonly<Record<string, ValueModel>> = {
  // Settings and credentials, which reach no service.
  config: {},
  Config: {},
  Credentials: {},
  Endpoint: {},
  DynamoDB: { ...service(11), members: { DocumentClient: service(11) } },
  '*': service(4),
};

export const awsSdk: LibraryModel = {
  package: 'aws-sdk',
  versions: '>=2 <3',
  sources: [
    { fact: 'maxRetries and its defaults', url: 'https://docs.aws.amazon.com/AWSJavaScriptSDK/latest/AWS/Config.html' },
  ],
  exports: { default: { members: SERVICES }, ...SERVICES },
  traps: ['AWS.config.update({ maxRetries }) changes every client of the process.', 'DynamoDB retries ten times.'],
};
