/** What comes of layers that meet in this file: retries inside breakers, breakers inside retries, retries inside retries. */
import type { Node } from '../../ast/nodes.js';
import type { Site } from '../../module-graph/record.js';
import type { Breaker, Count, NestedRetry, PathStep, RetriedCall, RetriedRejection } from '../facts.js';
import type { ModuleIndex } from '../module.js';
import { Machine, type World } from './machine.js';
import { Lowering, type Lowered, type Protection } from './lowering.js';
import { isIdle } from './ways.js';
import type { BreakerLayer, Frame, Layer, Meeting, RetryLayer } from './values.js';
import { WaysOut } from './ways-out.js';

export interface LayerFacts {
  readonly retriedCalls: readonly RetriedCall[];
  readonly retriedRejections: readonly RetriedRejection[];
  readonly nestedRetries: readonly NestedRetry[];
  /** Sequences that the interpreter runs too: only their numbers may say more. */
  readonly alsoRun: readonly RetriedCall[];
}

export function layerFacts(index: ModuleIndex, protections: readonly Protection[], world: World): LayerFacts {
  const lowered = new Lowering(index, protections, world.nameOf(index.module.path)).module();
  const facts = new Facts(index, lowered, protections, new WaysOut(index, lowered, world));
  for (const meeting of meetingsIn(lowered, world)) {
    facts.add(meeting);
  }
  return facts;
}

/** Runs everything that the module says. */
function meetingsIn({ record }: Lowered, world: World): readonly Meeting[] {
  const machine = new Machine(world);
  const { scope } = machine.programs.of(record);
  machine.within(() => {
    machine.run(record.body, scope, undefined);
    // What is composed when the module is loaded runs when somebody calls it.
    for (const value of [...scope.values.values()]) {
      if (value.kind === 'closure' && value.scope !== scope) {
        machine.runAlone(value);
      }
    }
  });
  for (const cls of record.classes) {
    machine.runInstance({ kind: 'class', record: cls, scope });
  }
  for (const fn of record.functions) {
    machine.runAlone({ kind: 'closure', record: fn, scope });
  }
  return machine.meetings;
}

class Facts implements LayerFacts {
  readonly retriedCalls: RetriedCall[] = [];
  readonly retriedRejections: RetriedRejection[] = [];
  readonly nestedRetries: NestedRetry[] = [];
  readonly alsoRun: RetriedCall[] = [];
  private readonly file: string;
  private readonly seen = new Set<string>();
  /** Where the retries that stand in breakers are noted. */
  private readonly counted = new Map<Layer, { readonly list: RetriedCall[]; readonly at: number }>();

  constructor(
    private readonly index: ModuleIndex,
    private readonly lowered: Lowered,
    private readonly protections: readonly Protection[],
    private readonly ways: WaysOut,
  ) {
    this.file = lowered.record.file;
  }

  add(met: Meeting): void {
    const { outer, inner } = met;
    const meeting: Meeting = isIdle(outer) || isIdle(inner) ? { ...met, certainty: 'potential' } : met;
    const site = this.entryOf(meeting);
    const node = site && this.lowered.nodes.get(site);
    if (site === undefined || node === undefined || isSingle(outer) || isSingle(inner)) {
      return;
    }
    // Whoever else retries what is composed here: the composition is one cause.
    const around = inner.kind === 'retry' && outer.kind === 'retry' ? '' : `${outer.file}:${outer.site.start}`;
    const key = `${outer.kind} ${inner.kind} ${site.start} ${around} ${inner.file}:${inner.site.start}`;
    if (this.seen.has(key)) {
      return;
    }
    this.seen.add(key);
    if (outer.kind === 'breaker' && inner.kind === 'retry') {
      this.retryInBreaker(meeting, outer, inner, node);
    } else if (outer.kind === 'retry' && inner.kind === 'breaker') {
      this.breakerInRetry(meeting, outer, inner, node);
    } else if (outer.kind === 'retry' && inner.kind === 'retry') {
      this.retryInRetry(meeting, outer, inner, node);
    }
  }

  private retryInBreaker(meeting: Meeting, outer: BreakerLayer, inner: RetryLayer, node: Node): void {
    const position =
      outer.record === undefined || outer.file !== this.file ? -1 : this.lowered.record.breakers.indexOf(outer.record);
    const own = this.protections[position];
    const loop =
      inner.file === this.file && inner.record !== undefined ? this.lowered.nodes.get(inner.site) : undefined;
    const isWritten = inner.record?.kind === 'catch' || inner.record?.kind === 'reduce';
    if (outer.consulted || (isInside(inner, outer) && !isWritten) || this.isCounted(meeting, inner)) {
      return;
    }
    // What it does not repeat reaches the breaker.
    const attempts: Count =
      inner.attempts.kind === 'unbounded' && inner.rejections !== 'retried' ? { kind: 'unknown' } : inner.attempts;
    const breaker: Breaker = own?.breaker ?? {
      name: outer.name,
      node,
      form: outer.record === undefined ? 'library' : 'module',
      stateText: '',
      hasHalfOpen: outer.hasHalfOpen,
      threshold: outer.threshold,
      transitions: [],
    };
    const { kind: written = 'catch' } = inner.record ?? {};
    const kind =
      loop === undefined || written === 'chain' || written === 'catch' || written === 'reduce' ? 'call' : written;
    const outside = this.ways.outside(meeting, outer, inner);
    const certainty =
      meeting.certainty === 'potential' || outer.model?.endorsesRetryInside === true ? 'potential' : 'certain';
    // What a breaker of this file does with a retry of this file is run, which says more.
    const list =
      (own?.breaker.form === 'class' || own?.breaker.form === 'prototype') && loop !== undefined && !isWritten
        ? this.alsoRun
        : this.retriedCalls;
    list.push({
      breaker: { ...breaker, threshold: outer.threshold.kind === 'known' ? outer.threshold : breaker.threshold },
      retry: {
        node: loop ?? node,
        kind,
        functionNode: (loop && this.index.enclosingFunction(loop)) ?? node,
        attempts,
        attempt: loop ?? node,
        next: waitIn(this.index, loop) ?? node,
      },
      entry: node,
      path: this.pathOf(meeting),
      certainty,
      recorded: 'sequence',
      unitDeclared: outer.record?.declaresUnit ?? false,
      askedPerAttempt: inner.asks,
      askedBeforeAttempt: inner.asks,
      halfOpen: outer.hasHalfOpen ? (inner.asks ? 'single' : 'retries') : 'none',
      callsPerProbe: attempts,
      underLock: false,
      ...(outside && { outside }),
    });
    this.counted.set(inner, { list, at: list.length - 1 });
  }

  /** A retry inside another that stands in the breaker too is one cause with it: what it adds is a factor. */
  private isCounted({ frame, certainty }: Meeting, inner: RetryLayer): boolean {
    for (let at = frame?.up; at !== undefined; at = at.up) {
      const known = at.kind === 'layer' ? this.counted.get(at.layer) : undefined;
      if (at.kind !== 'layer' || at.layer.kind !== 'retry' || known === undefined) {
        continue;
      }
      const call = known.list[known.at];
      const calls = product(at.layer.attempts, inner.attempts);
      if (
        call !== undefined &&
        certainty === 'certain' &&
        at.layer.record?.filters !== true &&
        calls.kind === 'known' &&
        call.retry.attempts.kind === 'known' &&
        calls.value > call.retry.attempts.value
      ) {
        known.list[known.at] = { ...call, retry: { ...call.retry, attempts: calls }, callsPerProbe: calls };
      }
      return true;
    }
    return false;
  }

  private breakerInRetry(meeting: Meeting, outer: RetryLayer, inner: BreakerLayer, node: Node): void {
    // By the next attempt the circuit may have let a probe in.
    const outwaits = outer.wait !== undefined && inner.openTime !== undefined && outer.wait >= inner.openTime;
    if (outer.rejections === 'retried' && !outwaits && !inner.answers && !isInside(outer, inner)) {
      const { attempts } = outer;
      const exclusion = this.ways.exclusion(outer, inner);
      this.retriedRejections.push({
        breaker: { name: inner.name },
        retry: { name: nameOf(outer), attempts },
        node,
        path: this.pathOf(meeting),
        certainty: meeting.certainty,
        ...(exclusion && { exclusion }),
      });
    }
  }

  private retryInRetry(meeting: Meeting, outer: RetryLayer, inner: RetryLayer, node: Node): void {
    if (outer.model?.budget === true || inner.model?.budget === true) {
      return;
    }
    const single = this.ways.single(inner);
    this.nestedRetries.push({
      outer: { name: nameOf(outer), attempts: outer.attempts },
      inner: { name: nameOf(inner), attempts: inner.attempts },
      calls: product(outer.attempts, inner.attempts),
      node,
      path: this.pathOf(meeting),
      // What the inner retry ends with may be what the outer one does not repeat.
      certainty: outer.record?.filters === true ? 'potential' : meeting.certainty,
      ...(single && { single }),
    });
  }

  /** The innermost expression of this file, inside the outer layer, that enters the inner one; or the composition itself. */
  private entryOf({ outer, inner, frame, composition }: Meeting): Site | undefined {
    if (composition !== undefined) {
      return this.lowered.nodes.has(composition) ? composition : undefined;
    }
    let above: Site | undefined;
    let between = true;
    const hops: Site[] = [];
    for (let at = frame?.up; at !== undefined; at = at.up) {
      if (at.kind === 'layer' && at.layer === outer) {
        between = false;
      } else if (at.kind === 'hop') {
        const isOwn = at.file === this.file;
        if (between && isOwn) {
          if (!(isHanded(at) && outer.kind === 'breaker' && outer.record !== undefined && standsIn(at, outer))) {
            hops.push(at.site);
          }
        } else if (!between) {
          above = isOwn ? at.site : undefined;
          break;
        }
      }
    }
    const entered = hops.find((site) => site !== above);
    if (entered !== undefined) {
      return entered;
    }
    return inner.file === this.file &&
      this.lowered.nodes.has(inner.site) &&
      inner.kind === 'retry' &&
      inner.record !== undefined
      ? inner.site
      : above;
  }

  private pathOf({ outer, inner, frame, composition }: Meeting): PathStep[] {
    const steps: PathStep[] = [];
    const foreign = (file: string): { file?: string } => (file === this.file ? {} : { file });
    if (composition !== undefined) {
      return [
        { name: nameOf(outer), line: outer.site.line, ...foreign(outer.file) },
        { name: nameOf(inner), line: inner.site.line, ...foreign(inner.file) },
      ];
    }
    if (inner.kind === 'retry' && inner.record !== undefined) {
      const { record } = inner;
      steps.push({
        name: record.kind === 'recursion' || record.kind === 'chain' ? 'itself' : record.kind,
        line: inner.site.line,
        ...foreign(inner.file),
      });
    }
    let isOutside = false;
    let last: Site | undefined;
    for (let at: Frame | undefined = frame?.up; at !== undefined; at = at.up) {
      if (at.kind === 'layer' && at.layer === outer) {
        isOutside = true;
      } else if (at.kind === 'hop') {
        const isClosure = !isOutside && isHanded(at) && isRunBy(at, outer);
        if (!isClosure && at.site !== last) {
          steps.push({ name: at.name, line: at.site.line, ...foreign(at.file) });
          last = at.site;
        }
        if (isOutside) {
          break;
        }
      }
    }
    return steps.reverse();
  }
}

type Located = Pick<Layer, 'file' | 'site'>;

/** A place within the text of a layer. */
const standsIn = (inner: Located, outer: Located): boolean =>
  inner.file === outer.file && outer.site.start <= inner.site.start && inner.site.end <= outer.site.end;

type Hop = Extract<Frame, { kind: 'hop' }>;

/** A call of a function that goes by another name here: a parameter. */
const isHanded = (hop: Hop): boolean => hop.fn !== undefined && lastOf(hop.name) !== hop.fn.name;

/** A hop from a layer's own code. */
const isRunBy = (hop: Hop, layer: Layer): boolean =>
  (hop.up?.kind === 'layer' && hop.up.layer === layer) || (layer.kind !== 'retry' && standsIn(hop, layer));

const isSingle = (layer: Layer): boolean =>
  layer.kind === 'retry' && layer.attempts.kind === 'known' && layer.attempts.value <= 1;

/** A retry that a breaker of some module holds itself. */
const isInside = (retry: RetryLayer, breaker: BreakerLayer): boolean =>
  breaker.record !== undefined && retry.record !== undefined && standsIn(retry, breaker);

const lastOf = (name: string): string => name.split('.').at(-1) ?? name;

const nameOf = (layer: Layer): string =>
  layer.kind === 'retry' && layer.record !== undefined ? layer.name : lastOf(layer.name);

function product(a: Count, b: Count): Count {
  if (a.kind === 'known' && b.kind === 'known') {
    return {
      kind: 'known',
      value: a.value * b.value,
      source: a.source === 'default' || b.source === 'default' ? 'default' : 'literal',
    };
  }
  return a.kind === 'unbounded' || b.kind === 'unbounded' ? { kind: 'unbounded' } : { kind: 'unknown' };
}

/** Where a loop waits before its next attempt. */
function waitIn(index: ModuleIndex, loop: Node | undefined): Node | undefined {
  const awaits = loop === undefined ? [] : index.nodesOfType('AwaitExpression', loop);
  return awaits.findLast(
    (node) =>
      index.parentOf(node)?.type === 'ExpressionStatement' &&
      index.enclosingFunction(node) === (loop && index.enclosingFunction(loop)),
  );
}
