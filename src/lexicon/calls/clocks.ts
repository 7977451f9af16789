import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const CLOCKS = concept({
  name: 'clocks',
  meaning:
    "Tells the present time. The call answers the time of the machine's clock, which stands still until it is " +
    'moved, so that "the window is over" can be tried. A point in time that something else carries ' +
    '(`createdAt.getTime`) is no clock.',
  patterns: [
    { last: phrases('hrtime, hr time') },
    {
      bare: true,
      last: phrases(`
        now, now ms, now in ms, now millis, get now, current now, * clock, current time, current time ms,
        current time millis, current timestamp, get current time, get time, get timestamp, timestamp, time,
        monotonic, monotonic now, monotonic time, hrtime, hr time, system time, time source, time provider, now fn,
        get now fn, unix now, epoch ms, epoch millis, utc now, date now, performance now
      `),
    },
    {
      owner: phrases(`
        * clock, * time, timer, timers, time source, time provider, date, dates, date time, performance, perf,
        monotonic, scheduler, system, sys, ticker, chrono, moment, dayjs, instant, temporal, time service,
        date provider, date service, hrtime
      `),
      last: phrases(`
        now, now ms, now millis, millis, milliseconds, get time, get now, current time, current time millis,
        current, time, timestamp, epoch, monotonic, monotonic now, hrtime, bigint, read, unix, utc now, ms,
        now in ms, current millis
      `),
    },
  ],
  exceptions: [
    { owner: phrases('timer, timers, system, sys, dates'), last: phrases('read, current, time') },
    {
      owner: phrases(`
        delivery time, opening time, start time, end time, + at time, arrival time, departure time, travel time,
        lead time
      `),
    },
  ],
  examples: [
    'now',
    'this.now',
    'clock',
    'clock.now',
    'this.#clock.now',
    'options.now',
    'currentTime',
    'performance.now',
    'clock.getTime',
    'getTime',
    'monotonic',
    'hrtime',
    'process.hrtime.bigint',
    'timeSource.currentTimeMillis',
    'Date.now',
  ],
  counterexamples: [
    'agenda.now',
    'createdAt.getTime',
    'order.timestamp',
    'prices.current',
    'deliveryTime.read',
    'nowPlaying',
    'clockIn',
    'timesheet.time',
    'knowledge.now',
    'weather.current',
    'timers.setTimeout',
  ],
});
