import { concept } from '../concept.js';
import { packages } from '../packages.js';

/** Modules of the platform. */
const PLATFORM = packages(`
  path, url, util, util/types, crypto, events, assert, os, buffer, stream, string_decoder, querystring, perf_hooks,
  async_hooks, worker_threads, zlib, v8, vm, process, readline, module, punycode, constants, tty, cluster, test
`);

/** Packages that compute, check, convert or describe. */
const COMPUTING = packages(`
  lodash, lodash-es, lodash.debounce, lodash.throttle, lodash.get, lodash.merge, lodash.chunk, lodash.groupby,
  lodash.isequal, lodash.omit, lodash.pick, underscore, ramda, remeda, rambda, fp-ts, neverthrow, ts-results,
  true-myth, ts-pattern, immer, immutable, mnemonist, lru-cache, quick-lru, uuid, nanoid, ulid, ulidx, cuid,
  @paralleldrive/cuid2, ksuid, short-uuid, hashids, sqids, object-hash, crypto-js, md5, sha.js, @noble/hashes,
  @noble/curves, tweetnacl, bcrypt, bcryptjs, argon2, jsonwebtoken, jwt-decode, base64-js, zod, yup, joi, ajv,
  ajv-formats, superstruct, valibot, io-ts, runtypes, arktype, @sinclair/typebox, class-validator,
  class-transformer, validator, envalid, dotenv, convict, config, tiny-invariant, invariant, ts-invariant, date-fns,
  date-fns-tz, @date-fns/tz, @date-fns/utc, dayjs, moment, moment-timezone, luxon, ms, parse-duration, pretty-ms,
  humanize-duration, bytes, pretty-bytes, filesize, cron-parser, rrule, qs, query-string, url-join, path-to-regexp,
  urlpattern-polyfill, ipaddr.js, is-ip, mime, mime-types, content-type, content-disposition, cookie, negotiator,
  accepts, type-is, etag, fresh, vary, http-errors, http-status-codes, statuses, @hapi/boom, @hapi/hoek, semver,
  chalk, kleur, picocolors, ansi-colors, colorette, strip-ansi, boxen, cli-table3, table, string-width, he,
  entities, slugify, @sindresorhus/slugify, change-case, camelcase, camelcase-keys, snakecase-keys, pluralize,
  fast-deep-equal, deep-equal, dequal, deepmerge, deepmerge-ts, klona, rfdc, clone-deep, flat, dot-prop, just-clone,
  fast-json-stable-stringify, json-stable-stringify, safe-stable-stringify, json5, yaml, js-yaml, toml, @iarna/toml,
  ini, xml2js, fast-xml-parser, xmlbuilder2, csv-parse, csv-stringify, papaparse, superjson, devalue, flatted,
  serialize-error, verror, ts-custom-error, cheerio, htmlparser2, parse5, marked, markdown-it, handlebars, mustache,
  ejs, nunjucks, pug, sanitize-html, dompurify, turndown, decimal.js, bignumber.js, big.js, bn.js, mathjs, long,
  currency.js, dinero.js, money, simple-statistics, libphonenumber-js, google-libphonenumber, i18n-iso-countries,
  iconv-lite, protobufjs, msgpackr, @msgpack/msgpack, cbor, cbor-x, avsc, ieee754, tslib, core-js,
  regenerator-runtime, reflect-metadata, inversify, tsyringe, typedi, awilix, eventemitter3, mitt, nanoevents,
  emittery, graphql, graphql-tag, @apollo/server/errors, gpt-tokenizer, js-tiktoken, tiktoken, seedrandom,
  fast-equals, type-fest, escape-string-regexp, picomatch, micromatch, minimatch, ts-essentials, utility-types,
  @types/node
`);

/** Packages that describe what runs: components, decorators, containers. */
const DESCRIBING = packages(`
  react, react-dom, preact, vue, svelte, solid-js, @angular/core, @nestjs/common, @nestjs/core, @nestjs/config,
  @nestjs/swagger, @nestjs/testing, clsx, classnames, styled-components, @emotion/react, prop-types, commander,
  yargs, minimist, meow, @oclif/core
`);

export const PURE_MODULES = concept({
  name: 'pure modules',
  meaning:
    'Modules of the platform and packages that never call out: they compute, check, convert or describe. A ' +
    'call of one is unknown, and the same for the same arguments.',
  patterns: [{ from: PLATFORM }, { from: COMPUTING }, { from: DESCRIBING }],
  examples: [
    "import('node:path').join",
    "import('crypto').createHash",
    "import('node:util').inspect",
    "import('events').once",
    "import('node:assert/strict').equal",
    "import('url').fileURLToPath",
    "import('lodash').default.chunk",
    "import('lodash/chunk').default",
    "import('ramda').pipe",
    "import('uuid').validate",
    "import('zod').z.object",
    "import('date-fns/addDays').addDays",
    "import('ms').default",
    "import('@hapi/boom').badGateway",
    "import('@nestjs/common').Injectable",
  ],
  counterexamples: [
    "import('node:http').request",
    "import('node:fs/promises').readFile",
    "import('timers/promises').setTimeout",
    "import('pg').Pool",
    "import('axios').default.get",
    "import('./path.js').join",
    "import('@acme/zod').parse",
    "import('lodash-service').get",
    'path.join',
    "import('stripe').default",
  ],
});
