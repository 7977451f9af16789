/** Where a file is told of a retry inside something else, and by which way it is come to. */
import type { Activation } from '../machine/frames.js';
import { isHanded, lastPart, nameOfCall, placeOfCall } from './call-names.js';
import { composedAt, decoratorBehind, sentBy } from './compositions.js';
import type { RetryLayer } from './layers.js';
import type { Places } from './places.js';
import { depthOf, type Step, type Way } from './steps.js';

/** A running function that is entered on a way. */
export interface Entered {
  readonly activation: Activation;
  readonly way: Way;
  /** What stands for it where it is not called by its name: the loop of a retry. */
  readonly place: number | undefined;
  /** How a retry repeats. */
  readonly repeats?: Pick<RetryLayer, 'kind' | 'loop'>;
}

export const entered = (layer: RetryLayer): Entered => ({
  activation: layer.activation,
  way: layer.attempt.way,
  place: layer.place,
  repeats: layer,
});

/** Where something stands that a retry is looked for in. */
export interface Reader {
  readonly places: Places;
  /** The file that is told. */
  readonly file: string;
  /** The name of the root that the way begins with. */
  readonly root: string;
}

/** Of several expressions that lead from one function to another, which one is told. */
export type Which = 'innermost' | 'outermost';

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
  const place = entryOf(reader, outer, inner, which);
  if (place === undefined) {
    return undefined;
  }
  return { place, path: pathTold(reader, { outer, inner, place }) };
}

/** The way, as it is told at a place of the file: where nothing on it has a name, that of the root. */
export function pathTold(
  reader: Reader,
  { outer, inner, place }: { readonly outer: Activation; readonly inner: Entered; readonly place: number | undefined },
): readonly PathStep[] {
  const path = pathOf(reader, outer, inner);
  return path.length > 0 || place === undefined ? path : [stepAt(reader, lastPart(reader.root), place)];
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
): number | undefined {
  const { places, file } = reader;
  const from = depthOf(inner.way, outer);
  const to = depthOf(inner.way, inner.activation);
  if (from === undefined || to === undefined) {
    return undefined;
  }
  const isHere = (place: number | undefined): boolean => place !== undefined && places.fileOf(place) === file;
  const between = inner.way.steps.slice(from + 1, to + 1);
  const innermost = between.at(-1);
  if ((innermost === undefined || !isNamed(places, innermost)) && isHere(inner.place)) {
    return inner.place;
  }
  // What is handed over says more than how the outer one comes to call it.
  const handed = between.findIndex((step) => !isNamed(places, step) && !isBroughtAlong(places, step));
  const calls = between.slice(handed + 1).filter((step) => isNamed(places, step));
  if (calls.length === 0 && innermost !== undefined) {
    const above = inner.way.steps.slice(0, from + 1);
    const sent = sentBy(places, above, between);
    return isHere(sent?.place) ? sent?.place : composedAt(places, file, { above, between, root: reader.root });
  }
  const here = calls.map((step) => decoratorBehind(places, step)?.place ?? placeOfCall(places, step)).filter(isHere);
  return which === 'innermost' ? here.at(-1) : here[0];
}

const isBroughtAlong = (places: Places, { activation }: Step): boolean => places.isBroughtAlong(activation.module.file);

/** Whether a call in the program says what it enters. */
const isNamed = (places: Places, step: Step): boolean =>
  step.calledAt !== undefined && places.isWritten(step.calledAt) && !isHanded(places, step);

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
    .findLastIndex(({ calledAt }) => calledAt === undefined || places.isWritten(calledAt));
  const path = steps.slice(from, to + 1).flatMap((step, index) => stepOf(reader, step, index === 0));
  const sent = path.length < 2 ? sentBy(places, steps.slice(0, from + 1), steps.slice(from + 1, to + 1)) : undefined;
  if (sent !== undefined) {
    path.push(stepAt(reader, sent.name, sent.place));
  }
  return inner.repeats === undefined || inner.place === undefined || !places.isWritten(inner.place)
    ? path
    : [...path, stepAt(reader, nameOfRetry(inner.repeats), inner.place)];
}

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
