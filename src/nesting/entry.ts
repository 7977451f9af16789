/** Where a file is told of a retry inside something else, and by which way it is come to. */
import type { Activation } from '../machine/frames.js';
import type { State } from '../machine/state.js';
import { isHanded, lastPart, nameOfCall, nameOfCallAt, placeOfCall } from './call-names.js';
import { composedAt, decoratorBehind } from './compositions.js';
import type { RetryLayer } from './layers.js';
import { packageLayer } from './packages.js';
import type { Places } from './places.js';
import { depthOf, type Step, type Way } from './steps.js';

/** A running function that is entered on a way. */
export interface Entered {
  readonly activation: Activation;
  readonly way: Way;
  /** What stands for it where it is not called by its name: the loop of a retry. */
  readonly place: number | undefined;
  /** For a retry of a package: the call of the program that it stands around. It may be made before somebody waits for it. */
  readonly standsAround?: number | undefined;
  /** How a retry repeats. */
  readonly repeats?: Pick<RetryLayer, 'kind' | 'loop'>;
}

export function entered({ state }: Reader, layer: RetryLayer): Entered {
  return {
    activation: layer.activation,
    way: layer.attempt.way,
    place: layer.place,
    standsAround: packageLayer(state, layer.activation)?.call?.place,
    repeats: layer,
  };
}

/** Where something stands that a retry is looked for in. */
export interface Reader {
  readonly places: Places;
  /** What an operation has left behind. */
  readonly state: State;
  /** The file that is told. */
  readonly file: string;
  /** The name of the root that the way begins with. */
  readonly root: string;
}

/** Of several expressions that lead from one function to another, which one is told. */
export type Which = 'innermost' | 'outermost';

/** Where a file comes to something inside something else. */
export interface Entry {
  readonly place: number;
  /** It is what put the two together: nothing is entered there by its name. */
  readonly isComposed: boolean;
}

/** Where a file is told of something inside something else, and the way there. */
export interface Telling {
  readonly place: number;
  readonly path: readonly PathStep[];
}

/** Undefined where it is for another file to be told. */
export function tellingOf(
  reader: Reader,
  outer: Activation,
  inner: Entered,
  which: Which = 'innermost',
): Telling | undefined {
  const entry = entryOf(reader, outer, inner, which);
  return entry && { place: entry.place, path: pathTold(reader, { outer, inner, entry }) };
}

/** The way between two layers of packages that something has put together: what made them. Undefined where one was not made by a call. */
function pathOfComposition(reader: Reader, outer: Activation, inner: Entered): readonly PathStep[] | undefined {
  const made = [outer, inner.activation].map((each) => packageLayer(reader.state, each)?.creation.place);
  return made.includes(undefined)
    ? undefined
    : made.flatMap((place) =>
        place === undefined ? [] : [stepAt(reader, lastPart(nameOfCallAt(reader.places, place)), place)],
      );
}

/** The way, as it is told at a place of the file: where nothing on it has a name, that of the root. */
export function pathTold(
  reader: Reader,
  { outer, inner, entry }: { readonly outer: Activation; readonly inner: Entered; readonly entry: Entry | undefined },
): readonly PathStep[] {
  const composed = entry?.isComposed === true ? pathOfComposition(reader, outer, inner) : undefined;
  const path = composed ?? pathOf(reader, outer, inner);
  return path.length > 0 || entry === undefined ? path : [stepAt(reader, lastPart(reader.root), entry.place)];
}

/**
 * The innermost expression of the file (or the outermost one), inside the outer run, that enters the inner one; the loop itself where it
 * stands in the same function, or in one that was handed over. Where nothing is entered by its name on the way, the expression that composed
 * them. Undefined where all that is another file's.
 *
 * @example
 * `breaker.execute(() => withRetry(() => fetch(url)))`, from `execute` to `withRetry`, is `withRetry(() => fetch(url))`. Of
 * `policy.execute(load)`, with `const policy = wrap(breaker, retry)`, it is `wrap(breaker, retry)`.
 */
export function entryOf(
  reader: Reader,
  outer: Activation,
  inner: Entered,
  which: Which = 'innermost',
): Entry | undefined {
  const { places, file } = reader;
  const from = depthOf(inner.way, outer);
  const to = depthOf(inner.way, inner.activation);
  if (from === undefined || to === undefined) {
    return undefined;
  }
  const entryAt = (place: number | undefined): Entry | undefined =>
    place !== undefined && places.fileOf(place) === file ? { place, isComposed: false } : undefined;
  const between = inner.way.steps.slice(from + 1, to + 1);
  const innermost = between.at(-1);
  const sent = entryAt(sentAt(reader, inner, inner.way.steps.slice(0, to + 1)));
  if (sent !== undefined) {
    return sent;
  }
  const standing = innermost === undefined || !isNamed(places, innermost) ? entryAt(inner.place) : undefined;
  if (standing !== undefined) {
    return standing;
  }
  // What is handed over says more than how the outer one comes to call it.
  const handed = between.findIndex((step) => !isNamed(places, step) && !isBroughtAlong(places, step));
  const calls = between.slice(handed + 1).filter((step) => isNamed(places, step));
  if (calls.length === 0 && innermost !== undefined) {
    const above = inner.way.steps.slice(0, from + 1);
    const place =
      composedAt(places, file, { above, between, root: reader.root }) ??
      composedInCall(reader, above, [outer, inner.activation]);
    return place === undefined ? undefined : { place, isComposed: true };
  }
  const here = calls
    .map((step) => decoratorBehind(places, step)?.place ?? placeOfCall(places, step))
    .flatMap((place) => entryAt(place) ?? []);
  return which === 'innermost' ? here.at(-1) : here[0];
}

/** Where something is handed what it puts around each other, if all of that is made in the file: `send({ middleware: [breaker(), retry()] })`. */
function composedInCall(
  { places, state, file }: Reader,
  above: readonly Step[],
  layers: readonly Activation[],
): number | undefined {
  const isHere = (place: number | undefined): boolean => place !== undefined && places.fileOf(place) === file;
  const made = layers.map((each) => packageLayer(state, each)?.creation.place);
  const call = above.findLast((step) => isCalledByProgram(places, step))?.calledAt;
  if (!made.every(isHere)) {
    return undefined;
  }
  // A function that nobody calls here was put together somewhere: what made the inner layer is to be found there.
  return call === undefined ? made.at(-1) : [call].find(isHere);
}

/** The call that a retry of a package stands around, where it was made before somebody came to wait for it on some way. */
const sentAt = ({ places }: Reader, { standsAround }: Entered, steps: readonly Step[]): number | undefined =>
  steps.some((step) => step.calledAt === standsAround || placeOfCall(places, step) === standsAround)
    ? undefined
    : standsAround;

const isBroughtAlong = (places: Places, { activation }: Step): boolean => places.isBroughtAlong(activation.module.file);

const isCalledByProgram = (places: Places, { calledAt }: Step): boolean =>
  calledAt !== undefined && places.isWritten(calledAt);

/** Whether a call in the program says what it enters. */
const isNamed = (places: Places, step: Step): boolean => isCalledByProgram(places, step) && !isHanded(places, step);

/** One step of a way, as a message tells it. */
export interface PathStep {
  readonly name: string;
  /** The line on which it is called, or stands. */
  readonly line: number;
  /** The file, where it is another one. */
  readonly file?: string;
  /** For whoever knows the source better. */
  readonly place: number;
}

/**
 * The way from an outer run to an inner one, with the names under which they are called, outermost first. What is run because it was
 * handed over is no step.
 *
 * @example
 * `execute → withRetry → for`
 */
function pathOf(reader: Reader, outer: Activation, inner: Entered): PathStep[] {
  const { places } = reader;
  const { steps } = inner.way;
  const to = depthOf(inner.way, inner.activation) ?? 0;
  // Inside a package, the way begins with what calls it.
  const from = steps
    .slice(0, (depthOf(inner.way, outer) ?? 0) + 1)
    .findLastIndex((step) => step.calledAt === undefined || isCalledByProgram(places, step));
  const sent = sentAt(reader, inner, steps.slice(0, to + 1));
  const waiting = steps.slice(0, to + 1).findLastIndex((step) => isCalledByProgram(places, step));
  // Whoever waits for it is not who made it.
  const end = sent === undefined ? to + 1 : Math.max(waiting, from + 1);
  const path = steps.slice(from, end).flatMap((step, index) => stepOf(reader, step, index === 0));
  if (sent !== undefined) {
    path.push(stepAt(reader, nameOfCallAt(places, sent), sent));
  }
  if (inner.repeats !== undefined && inner.place !== undefined && places.isWritten(inner.place)) {
    path.push(stepAt(reader, nameOfRetry(inner.repeats), inner.place));
  }
  const [first] = path;
  return first === undefined || !isMadeByPackage(places, steps[0])
    ? path
    : [{ ...first, name: withoutNew(reader.root) }, ...path];
}

/** Whether a root is a function that a package has made: nothing of the program calls it. */
const isMadeByPackage = (places: Places, root: Step | undefined): boolean =>
  root !== undefined && root.calledAt === undefined && isBroughtAlong(places, root);

/** `client.load` for a method of an instance that is made for the purpose, `breaker.fire` for that of a variable. */
const withoutNew = (root: string): string => (root.startsWith('new ') ? lastPart(root) : root);

/** A first step has a name in any case: that of its function. */
function stepOf(reader: Reader, step: Step, isFirst: boolean): PathStep[] {
  const { places, root } = reader;
  const { activation, calledAt } = step;
  const { graph, module } = activation;
  if (isNamed(places, step) && calledAt !== undefined) {
    const decorator = decoratorBehind(places, step);
    return [
      stepAt(reader, nameOfCall(places, step) ?? graph.name, placeOfCall(places, step) ?? calledAt),
      ...(decorator === undefined ? [] : [stepAt(reader, decorator.name, decorator.place)]),
    ];
  }
  const name = graph.name === '' ? lastPart(root) : graph.name;
  return isFirst && !places.isBroughtAlong(module.file)
    ? [stepAt(reader, name, places.placeOf(module, graph.site))]
    : [];
}

function stepAt({ places, file }: Reader, name: string, place: number): PathStep {
  const own = places.fileOf(place);
  return { name, line: places.lineOf(place), ...(own !== undefined && own !== file && { file: own }), place };
}

/** As the program writes it. */
function nameOfRetry({ kind, loop }: Pick<RetryLayer, 'kind' | 'loop'>): string {
  switch (kind) {
    case 'loop':
      return loop?.form ?? 'loop';
    case 'recursion':
      return 'itself';
    case 'chain':
      return 'again';
  }
}
