import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const ANSWER_MEMBERS = concept({
  name: 'answer members',
  meaning:
    'What the answer of a call can do: its body is read, given up or passed on. It belongs to the call that ' +
    'gave the answer and is no call of its own. Asked only of a receiver that is the answer of a call, or a ' +
    'part of one.',
  patterns: [
    {
      last: phrases(`
        json, text, blob, array buffer, form data, bytes, buffer, clone, dump, cancel, get reader, release lock,
        tee, pipe, pipe to, pipe through, on, once, set encoding, resume, destroy, iterator, async iterator, stream,
        raw, unwrap, throw if not ok, raise for status, error for status, transform to string,
        transform to byte array, transform to web stream, to array, to json, to object, to buffer, to string,
        read body
      `),
    },
    {
      owner: phrases('* headers, * body, trailers'),
      last: phrases('get, has, get all, entries, keys, values, for each, read, get set cookie'),
    },
  ],
  examples: [
    'response.json',
    'res.text',
    'response.arrayBuffer',
    'body.cancel',
    'response.body.dump',
    'response.body.getReader',
    'response.headers.get',
    'object.Body.transformToString',
    'res.on',
    'res.resume',
    'reply.formData',
    'download.pipe',
  ],
  counterexamples: [
    'connection.query',
    'page.goto',
    'session.send',
    'client.get',
    'channel.publish',
    'tx.wait',
    'db.collection',
    'order.ship',
    'account.headersOf',
    'cursor.next',
    'lock.release',
  ],
});
