// @ts-check
/** The page about the models, from the models. */

/**
 * @typedef {import('../../dist/src/models/model.js').LibraryModel} LibraryModel
 * @typedef {import('../../dist/src/models/model.js').ValueModel} ValueModel
 * @typedef {import('../../dist/src/models/model.js').Invocation} Invocation
 * @typedef {import('../../dist/src/models/model.js').LayerModel} LayerModel
 * @typedef {import('../../dist/src/models/model.js').NumberModel} NumberModel
 * @typedef {import('../../dist/src/models/model.js').NumberPlace} NumberPlace
 * @typedef {import('../../dist/src/models/model.js').Place} Place
 * @typedef {import('../../dist/src/models/model.js').Total} Total
 */

const ORDINALS = ['first', 'second', 'third', 'fourth'];

/** @param {Place} place */
const argument = ({ at }) =>
  typeof at === 'number'
    ? `${ORDINALS[at] ?? `${at + 1}th`} argument`
    : { last: 'last argument', 'last-function': 'function', options: 'argument beside the function' }[at];

/** How a place is written: an option by its path, an argument by its position. @param {Place} place */
function written(place) {
  if (place.path !== undefined) {
    return `\`${place.path}\``;
  }
  return place.of === 'chain' ? `\`${place.member}(…)\`` : `the ${argument(place)}`;
}

/** @param {Total | undefined} total @param {string} unit */
const amount = (total, unit) =>
  typeof total === 'number'
    ? `${total} ${unit}${total === 1 ? '' : 's'}`
    : { infinite: 'without end', 'time-bound': 'until a time limit', unknown: 'an unknown number' }[total ?? 'unknown'];

/** @template Item @param {readonly Item[]} items */
const unique = (items) => [...new Set(items)];

/** Where a number is written, and what it is. @param {NumberModel} number @param {string} unit */
function number({ from, default: total, plus }, unit) {
  const counted = from.filter(({ means }) => means === undefined);
  const counts = { retries: ' counts retries', attempts: ' counts calls' };
  const places = unique(
    counted.map(
      (place) =>
        `${written(place)}${place.counts === undefined ? '' : counts[place.counts]}${plus ? `, plus ${plus}` : ''}`,
    ),
  );
  const settled = unique(
    from
      .filter(({ means, absent }) => means !== undefined && absent === undefined)
      .map((place) => `${switched(place)}: ${amount(place.means, unit)}`),
  );
  const standard = total === undefined ? 'the number has to be written' : `${amount(total, unit)} by default`;
  return [standard, ...places, ...settled].join('; ');
}

/** @param {NumberPlace} place */
const switched = (place) => {
  const value = place.is === undefined ? '' : `: ${JSON.stringify(place.is).replaceAll('"', "'")}`;
  return place.path !== undefined
    ? `\`${place.path}${value || ': …'}\``
    : `${written(place)}${value && ` \`${value.slice(2)}\``}`;
};

/** What turns a retry off. @param {NumberModel} number */
function off({ from }) {
  const ways = from.flatMap((place) => {
    if (place.means === 1 && place.absent === undefined) {
      return [switched(place)];
    }
    if (
      place.means !== undefined ||
      place.counts === undefined ||
      from.some((other) => other.path === place.path && other.is === 0)
    ) {
      return [];
    }
    const one = place.counts === 'retries' ? 0 : 1;
    if (place.path === undefined) {
      return [`\`${one}\` as ${written(place)}`];
    }
    return place.path === 'length' ? [] : [`\`${place.path}: ${one}\``];
  });
  return unique(ways).slice(0, 3);
}

/** @param {LayerModel} layer */
function layer(layer) {
  switch (layer.layer) {
    case 'retry':
      return retry(layer);
    case 'breaker':
      return breaker(layer);
    case 'lock':
      return lock(layer);
    case 'fallback':
      return '**fallback**: nothing outside sees a failure';
  }
}

/** @param {Extract<LayerModel, { layer: 'retry' }>} model */
function retry({ calls, hooks = [], predicates, stops, parameter, again, methods, budget, later, wraps }) {
  const ways = off(calls);
  return [
    `**retry**: ${number(calls, 'call')}`,
    ...(ways.length > 0 ? [`off: ${ways.join(', ')}`] : []),
    ...unique(hooks.map((hook) => `${written(hook)} ${told(hook)}`)),
    ...(predicates ? [`decided by ${unique(predicates.map(written)).join(', ')}`] : []),
    ...(stops ? [`ended by ${stops.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(parameter?.meaning === 'again' || again ? ['only what is handed to `retry` is retried'] : []),
    ...(methods === 'idempotent' ? ['requests that can be repeated'] : []),
    ...(budget ? ['a budget limits it'] : []),
    ...(later ? ['later, as another run of the job'] : []),
    ...(wraps ? [`at the end ${error(wraps)}`] : []),
  ].join('; ');
}

/** @param {NonNullable<Extract<LayerModel, { layer: 'retry' }>['hooks']>[number]} hook */
function told({ only, misses }) {
  if (only === 'end') {
    return 'is told of the end';
  }
  return misses === 'last' ? 'is not told of the last attempt' : 'is told of every attempt';
}

/** @param {Extract<LayerModel, { layer: 'breaker' }>} model */
function breaker({ failures, halfOpen, halfOpenRead, resolvesWhenOpen, openError, timeout, endorsesRetryInside }) {
  const probes = {
    one: 'one probe',
    several: 'several probes',
    unlimited: 'any number of probes',
    wait: 'one probe, others wait for it',
    none: 'no half-open state',
    unknown: 'probes unknown',
  }[halfOpen];
  const read =
    halfOpenRead &&
    `half-open ${halfOpenRead.before ? 'can' : 'cannot'} be read before the probe, and ${halfOpenRead.inside ? 'can' : 'cannot'} inside it`;
  return [
    `**breaker**: opens after ${number(failures, 'failure')}`,
    resolvesWhenOpen ? 'an open circuit is no error' : `open: ${error(openError) || 'unknown'}`,
    probes,
    ...(read ? [read] : []),
    ...(timeout?.default ? [`time-out after ${timeout.default} ms, what it runs goes on`] : []),
    ...(endorsesRetryInside ? ['its documentation recommends the retry inside'] : []),
  ].join('; ');
}

/** @param {Extract<LayerModel, { layer: 'lock' }>} model */
function lock({ exclusive, keyedBy, shared }) {
  const where = (/** @type {Exclude<typeof exclusive, true>} */ { from, default: total }) =>
    ` where ${unique(from.map(written)).join(' or ')} is 1${total === 1 ? ', which is the default' : ''}`;
  return `**lock**: one holder${exclusive === true ? '' : where(exclusive)}${keyedBy ? ' for each key' : ''}${shared ? ', shared by processes' : ''}`;
}

/** @param {import('../../dist/src/models/model.js').ErrorModel} error */
const error = ({ classes = [], codes = [], names = [], messages = [] }) =>
  unique([
    ...classes.map((name) => `\`${name}\``),
    ...codes.map((code) => `code \`${code}\``),
    ...names.map((name) => `\`${name}\``),
    ...messages.map((text) => `“${text}”`),
  ]).join(', ');

/** @param {Invocation} invocation */
function runs({ runs, reaches, decorates }) {
  if (decorates) {
    return 'runs the decorated method';
  }
  if (reaches) {
    return 'makes a request';
  }
  return (
    runs &&
    (runs.of === 'chain'
      ? `runs what ${written(runs)} was handed`
      : `runs ${runs.path ? `\`${runs.path}\` of ` : ''}the ${argument(runs)}${runs.of === 'creation' ? ' of what made it' : ''}`)
  );
}

/** One line for each thing that a library runs, or brings into a composition. @param {LibraryModel} model */
function lines(model) {
  /** @type {Map<string, string>} */
  const found = new Map();
  /** @type {Set<unknown>} */
  const seen = new Set();
  /** @param {string} text @param {(string | undefined | false)[]} facts */
  const add = (text, facts) => {
    const said = facts.filter(Boolean).join('. ');
    if (said !== '' && !found.has(said)) {
      found.set(said, text);
    }
  };
  /** @param {Invocation | undefined} invocation @param {string} text @param {string} call */
  const visitCall = (invocation, text, call) => {
    if (invocation === undefined) {
      return;
    }
    const layers = [invocation.layers, invocation.decorates].find(Array.isArray) ?? [];
    if (layers.length > 0 || invocation.layers === 'policy' || (invocation.reaches && !invocation.composes)) {
      add(call, [runs(invocation), ...layers.map(layer)]);
    }
    if (invocation.installs) {
      add(call, [`makes the ${argument(invocation.installs.on)} retry`, ...invocation.installs.layers.map(layer)]);
    }
    if (invocation.composes) {
      add(call, [
        `the ${invocation.composes.receiver ? 'receiver, then the ' : ''}first is ${invocation.composes.first}`,
      ]);
    }
    if (invocation.acquires) {
      add(call, [layer(invocation.acquires.lock)]);
    }
    visitCall(invocation.otherwise, text, call);
    if (typeof invocation.gives === 'object') {
      visit(invocation.gives, call);
    }
  };
  /** @param {ValueModel} value @param {string} text */
  const visit = (value, text) => {
    if (value.use !== undefined) {
      const named = model.values?.[value.use];
      if (named !== undefined && !seen.has(named)) {
        seen.add(named);
        visit(named, text);
      }
    }
    if (value.client) {
      add(text, [
        value.client.length === 0 ? 'retries nothing' : 'every request of it',
        ...value.client.map(layer),
        value.failures &&
          value.failures !== 'throw' &&
          `a failure is a ${value.failures === 'response' ? 'response' : 'result with an error field'}, no rejection`,
      ]);
    } else if (value.failures && value.failures !== 'throw') {
      add(text, [
        `a failure is a ${value.failures === 'response' ? 'response' : 'result with an error field'}, no rejection`,
      ]);
    }
    if (Array.isArray(value.policy)) {
      add(text, value.policy.map(layer));
    }
    visitCall(value.call, text, `${text}(…)`);
    visitCall(value.construct, text, `new ${text}(…)`);
    for (const [name, member] of Object.entries(value.members ?? {})) {
      visit(member, name === '*' ? `${text}.…` : `${text}.${name}`);
    }
  };
  for (const [name, value] of Object.entries(model.exports)) {
    visit(value, name === '*' ? 'any export' : name);
  }
  for (const [subpath, exports] of Object.entries(model.subpaths ?? {})) {
    for (const [name, value] of Object.entries(exports)) {
      visit(value, name === 'default' ? subpath.replace('./', '') : name);
    }
  }
  return [...found].map(
    ([said, text]) =>
      `- \`${text.replace(/^(new )?default/, (_, made = '') => `${made}${nameOf(model.package)}`)}\`: ${said}.`,
  );
}

/** What code calls the default export. @param {string} name */
const nameOf = (name) =>
  name
    .split('/')
    .at(-1)
    ?.replaceAll(/[-.](\w)/g, (_, letter) => letter.toUpperCase()) ?? name;

/** @param {readonly LibraryModel[]} models */
function section(models) {
  const [{ package: name } = { package: '' }] = models;
  const parts = models.map((model) => {
    const described = lines(model);
    return {
      versions: model.versions,
      text: described.length > 0 ? described.join('\n') : '- Nothing that a composition could rest on.',
    };
  });
  const isOne = unique(parts.map(({ text }) => text)).length === 1;
  const body = isOne
    ? parts.slice(0, 1).map(({ text }) => text)
    : parts.map(({ versions, text }) => `In \`${versions}\`:\n\n${text}`);
  const versions = isOne
    ? ` (${models.map((model) => (model.versions === '*' ? 'any version' : `\`${model.versions}\``)).join(', ')})`
    : '';
  const traps = unique(models.flatMap((model) => model.traps ?? []));
  const sources = unique(models.flatMap((model) => model.sources.map(({ fact, url }) => `[${fact}](${url})`)));
  return [
    `### ${name}`,
    '',
    ...(versions ? [`Versions${versions}.`, ''] : []),
    body.join('\n\n'),
    '',
    ...(traps.length > 0 ? [traps.join(' '), ''] : []),
    `Sources: ${sources.join(', ')}.`,
  ].join('\n');
}

/** @param {readonly LibraryModel[]} libraries */
export function modelSections(libraries) {
  /** @type {Map<string, LibraryModel[]>} */
  const packages = new Map();
  for (const model of libraries) {
    packages.set(model.package, [...(packages.get(model.package) ?? []), model]);
  }
  return [...packages]
    .sort(([left], [right]) => left.replace('@', '').localeCompare(right.replace('@', ''), 'en'))
    .map(([, models]) => section(models))
    .join('\n\n');
}
