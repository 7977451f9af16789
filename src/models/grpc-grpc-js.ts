import type { LibraryModel } from './model.js';

/** Its retries stand in a JSON text among the options of a channel, or come from the name resolver: no count can be read off the code. */
export const grpcGrpcJs: LibraryModel = {
  package: '@grpc/grpc-js',
  versions: '>=1.7',
  sources: [
    {
      fact: 'retry through the service config',
      url: 'https://github.com/grpc/proposal/blob/master/A6-client-retries.md',
    },
  ],
  exports: { makeGenericClientConstructor: {}, makeClientConstructor: {} },
  traps: ['maxAttempts of a service config counts attempts, and is cut to five.'],
};
