import { concept } from '../concept.js';
import { packages } from '../packages.js';
import { phrases } from '../phrases.js';

export const SERVICE_MODULES = concept({
  name: 'service modules',
  meaning:
    'Modules of the platform whose functions leave the program and may fail: the network, files, other ' +
    'processes. A call of one is a call of a service. A request of `node:http` tells its failure by the event ' +
    '`error`, a function of `node:fs` by its callback.',
  patterns: [{ from: packages('http, https, http2, net, tls, dgram, dns, fs, child_process') }],
  exceptions: [
    {
      last: phrases(`
        + sync, create server, create secure server, server, agent, global agent, status codes, methods,
        max header size, constants, is ip, is i pv 4, is i pv 6, block list, socket address,
        get default result order, set default result order, set servers, get servers, resolver,
        create secure context, get ciphers, root certificates, check server identity, validate header name,
        validate header value, get default settings, get packed settings, get unpacked settings, sensitive headers,
        watch, watch file, unwatch file, stats, dirent
      `),
    },
  ],
  examples: [
    "import('node:http').request",
    "import('https').get",
    "import('node:http2').connect",
    "import('node:net').connect",
    "import('node:tls').connect",
    "import('node:dgram').createSocket",
    "import('node:dns/promises').lookup",
    "import('dns').promises.resolve4",
    "import('node:fs/promises').readFile",
    "import('fs').promises.writeFile",
    "import('node:fs').readFile",
    "require('child_process').exec",
  ],
  counterexamples: [
    "import('node:http').createServer",
    "import('node:http').Agent",
    "import('node:net').isIP",
    "import('node:fs').readFileSync",
    "import('fs').existsSync",
    "import('node:path').join",
    "import('node:crypto').randomUUID",
    "import('node:timers/promises').setTimeout",
    "import('./http.js').get",
    "import('http-errors').default",
    "import('node:child_process').execSync",
  ],
});
