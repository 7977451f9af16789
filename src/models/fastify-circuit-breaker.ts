import type { LibraryModel } from './model.js';

/** It guards an inbound route of a server object that no import gives, so there is no value to describe. */
export const fastifyCircuitBreaker: LibraryModel = {
  package: '@fastify/circuit-breaker',
  versions: '>=1',
  sources: [{ fact: 'options and their defaults', url: 'https://github.com/fastify/fastify-circuit-breaker#readme' }],
  exports: { default: {}, fastifyCircuitBreaker: {} },
  traps: [
    'It counts responses of a route, five by default: a retry in the handler is inside the breaker, and not seen here.',
    'A late response below 500 closes the circuit, also from open.',
  ],
};
