import { concept } from '../concept.js';
import { phrases } from '../phrases.js';
import { PURE_MODULES } from './pure-modules.js';

export const VALUE_METHODS = concept({
  name: 'value methods',
  meaning:
    'Methods of strings, lists, numbers, dates and schemas, on a receiver of which nothing is known. What ' +
    'they answer depends on the receiver and the arguments alone, so the same call gives the same unknown ' +
    'again; it is no call of a service. What a repository may be asked as well (`find`, `get`, `filter`, ' +
    '`delete`, `update`) counts only where the owner says that it is a list or a text.',
  patterns: [
    {
      last: phrases(`
        slice, split, trim, trim start, trim end, trim left, trim right, to lower case, to upper case,
        to locale lower case, to locale upper case, replace all, starts with, ends with, index of, last index of,
        substring, substr, pad start, pad end, char at, char code at, code point at, locale compare, to fixed,
        to precision, to exponential, to string, to locale string, to json, value of, has own property, includes,
        join, concat, flat, flat map, map, for each, some, every, reduce, reduce right, find last, find last index,
        find index, to sorted, to reversed, to spliced, match all, byte length, read u int 8, read u int 16 be,
        read u int 32 be, sub array, safe parse, safe parse async
      `),
    },
    {
      last: phrases(`
        to iso string, to date string, to time string, to utc string, to locale date string, to locale time string,
        to iso, to iso date, to millis, to js date, get time, get full year, get month, get date, get day,
        get hours, get minutes, get seconds, get milliseconds, get timezone offset, get utc full year,
        get utc month, get utc date, get utc day, get utc hours, get utc minutes
      `),
    },
    {
      owner: phrases(`
        * list, * array, arr, items, * ids, rows, lines, words, parts, segments, chars, names, numbers, values,
        entries, elements, args, chunks, results, matches, map, filter, flat map, concat, slice, sort
      `),
      last: phrases(`
        find, filter, at, sort, reverse, fill, with, keys, values, entries, push, pop, unshift, splice, has
      `),
    },
    {
      owner: phrases(`
        * text, * string, str, line, word, * name, * path, * url, * uri, message, error message, title, label, slug,
        prefix, suffix, content, html, markdown, csv, chunk, replace, replace all, trim, to string, to lower case,
        to upper case, substring, * regexp, * regex, re, * pattern
      `),
      last: phrases('replace, match, search, test, exec, repeat, normalize, at'),
    },
    {
      owner: phrases('* set, + map, * params, form data, * headers, cookies'),
      last: phrases('get, get all, has, set, append, add, delete, keys, values, entries, sort'),
    },
    {
      owner: phrases(`
        * schema, * codec, encoder, decoder, text encoder, text decoder, * serializer, * validator, hash, hasher,
        hmac, json, yaml, * parser, * formatter
      `),
      last: phrases(`
        parse *, validate *, is valid *, encode, decode, serialize, deserialize, stringify, format *, update,
        digest, cast, check, assert, is
      `),
    },
    {
      owner: phrases('* date, day, + at, moment, interval, duration, instant, deadline'),
      last: phrases(`
        add, subtract, plus, minus, diff, diff now, format, start of, end of, is before, is after, is same,
        is valid, unix, as milliseconds, as seconds, set hours, set minutes, set date, set month, to date
      `),
    },
  ],
  exceptions: [
    ...PURE_MODULES.patterns,
    { owner: phrases('* clock, time source, time provider'), last: phrases('get time') },
    { bare: true, last: phrases('get time') },
    { owner: phrases('* channel, room, lobby, cluster, meeting, party, swarm, * group'), last: phrases('join') },
    {
      owner: phrases('payments, bills, expenses, orders, invoices, charges, transactions'),
      last: phrases('split, join'),
    },
    { owner: phrases('agenda, * scheduler'), last: phrases('every') },
  ],
  examples: [
    'flight.slice',
    'name.split',
    'title.trim',
    'host.toLowerCase',
    'scopes.includes',
    'lat.toFixed',
    'parts.join',
    'rows.map',
    'since.toISOString',
    'createdAt.getTime',
    'ids.filter',
    'itemList.find',
    'text.replace',
    'url.searchParams.get',
    'orderSchema.parse',
    'dueDate.isBefore',
  ],
  counterexamples: [
    'users.find',
    'message.delete',
    'agenda.every',
    'orders.filter',
    'catalog.get',
    'carts.delete',
    'products.update',
    'products.search',
    'payments.reverse',
    'geocoder.reverse',
    'queue.push',
    'channel.join',
    'profiles.match',
    'addresses.normalize',
    'fn.call',
    'redis.keys',
    'documents.replace',
    'clock.getTime',
  ],
});
