import { concept, type Concept } from '../concept.js';
import { phrases, type Phrases } from '../phrases.js';

/** What a member of an answer says; `absent` is undefined, `present` an error. */
export type Sign = boolean | number | 'absent' | 'present';

/** What members of these names say when the service is well, and when it is not. */
export interface Reading {
  readonly members: Phrases;
  readonly good: Sign;
  readonly bad: Sign;
}

const READINGS: readonly Reading[] = [
  {
    members: phrases(`
      ok, is ok, success, is success, successful, is successful, succeeded, is status code successful
    `),
    good: true,
    bad: false,
  },
  {
    members: phrases('failed, is error, has error, has errors, has failed, rejected, is failure'),
    good: false,
    bad: true,
  },
  { members: phrases('status, status code, http status, http status code, response code'), good: 200, bad: 503 },
  { members: phrases('error, err, errors, failure, exception, fault'), good: 'absent', bad: 'present' },
];

export const ANSWER_STATUSES: Concept & {
  /** What a member says of an answer; undefined where its name says nothing. */
  readingOf(member: string): Reading | undefined;
} = {
  ...concept({
    name: 'answer statuses',
    meaning:
      'Members by which an answer says whether the service is well. A service that answers badly instead of ' +
      'rejecting gives `ok` false, `status` 503, an `error`; one that is well gives `ok` true, `status` 200, no ' +
      "`error`. A `code` is none: it may be a product's, an exit code, or 0 for success.",
    patterns: READINGS.map(({ members }) => ({ last: members })),
    examples: [
      'response.ok',
      'res.status',
      'res.statusCode',
      'result.success',
      'result.error',
      'answer.failed',
      'result.isOk',
      'data.errors',
      'reply.httpStatus',
      'outcome.succeeded',
    ],
    counterexamples: [
      'response.body',
      'result.code',
      'order.statusText',
      'res.headers',
      'result.value',
      'data.okCount',
      'result.errorCount',
      'job.state',
      'user.name',
      'payload.data',
    ],
  }),
  readingOf: (member) => READINGS.find(({ members }) => members.has(member)),
};
