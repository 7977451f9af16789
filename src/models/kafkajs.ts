import type { LibraryModel, RetryModel, ValueModel } from './model.js';

const RETRY: RetryModel = {
  layer: 'retry',
  calls: { from: [{ of: 'creation', at: 0, path: 'retry.retries', counts: 'retries' }], default: 6 },
  errors: 'service',
};

const CLIENT: ValueModel = { call: { inherits: true, gives: { client: [RETRY], members: { on: {}, logger: {} } } } };

export const kafkajs: LibraryModel = {
  package: 'kafkajs',
  versions: '>=1.11',
  sources: [{ fact: 'retry and its defaults', url: 'https://kafka.js.org/docs/configuration#default-retry' }],
  exports: { Kafka: { construct: { gives: { members: { producer: CLIENT, admin: CLIENT } } } } },
};
