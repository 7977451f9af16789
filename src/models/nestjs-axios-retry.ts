import type { LibraryModel } from './model.js';

/** The instance that it patches is injected, so there is no value to describe. */
export const nestjsAxiosRetry: LibraryModel = {
  package: 'nestjs-axios-retry',
  versions: '*',
  sources: [
    { fact: 'it hands its config to axios-retry', url: 'https://github.com/malindaj/nestjs-axios-retry#readme' },
  ],
  exports: { AxiosRetryModule: { members: { forRoot: {} } } },
  traps: ['Every call through the HttpService of the module retries three times by default.'],
};
