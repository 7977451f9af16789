import type { LibraryModel, ValueModel } from './model.js';

const CALL: ValueModel = {
  client: [
    {
      layer: 'retry',
      calls: { from: [{ at: 0, path: 'maxRetries', counts: 'retries' }], default: 3 },
      errors: 'service',
      wraps: { classes: ['RetryError'], names: ['AI_RetryError'] },
    },
  ],
};

export const ai: LibraryModel = {
  package: 'ai',
  versions: '>=4',
  sources: [
    { fact: 'maxRetries and its default', url: 'https://ai-sdk.dev/docs/ai-sdk-core/settings#maxretries' },
    { fact: 'the error at the end', url: 'https://ai-sdk.dev/docs/reference/ai-sdk-errors/ai-retry-error' },
  ],
  exports: { generateText: CALL, streamText: CALL, embed: CALL, embedMany: CALL },
  traps: ['The error at the end is AI_RetryError: the status is in its errors.'],
};
