/** Finds the circuits that a module runs through, by experiments on what others may call. */
import type { Module } from '../ir/ir.js';
import { boot } from '../machine/boot.js';
import { isBroughtAlong } from '../machine/callers.js';
import { start, finish } from '../machine/driver.js';
import { Machine, type ModuleInstance } from '../machine/machine.js';
import type { Linker } from '../machine/outside.js';
import type { State } from '../machine/state.js';
import { Reference, type Key, type Value } from '../machine/values.js';
import { askedKeys } from './asked-keys.js';
import type { Circuit, Dismissal, Failing } from './circuit.js';
import { experiment, type Experiment } from './experiment.js';
import { eventsOf, isRead, isSettled } from './observing.js';
import { isOtherCircuit } from './other-circuits.js';
import { OUTSIDE } from './outside.js';
import { callablesOf, rootsOf, type Root } from './roots.js';
import { Scenario } from './scenario.js';
import type { Run } from './subject.js';

/** How much is tried. */
export interface Effort {
  /** Scenarios of a root and a way to fail, once something looks like a circuit. */
  readonly scenarios: number;
  /** Scenarios while nothing does. */
  readonly firstScenarios: number;
  /** Instructions of one root. */
  readonly steps: number;
  /** Instructions of all roots of a file: those that are looked at when it is used up are given up. */
  readonly fileSteps: number;
}

export const EFFORT: Effort = { scenarios: 8, firstScenarios: 3, steps: 800_000, fileSteps: 2_000_000 };

/** Instructions that one state may run: an operation that takes more is given up. */
const STATE_BUDGET = 400_000;

/** So many functions are called before one that needs what they do. */
const MOST_OTHERS = 40;

/** Calls of so many places are tried as the one that fails. */
const MOST_PLACES = 4;

/** What was found, and what was not looked at. */
export interface Findings {
  readonly circuits: readonly Circuit[];
  /** Roots that run through no circuit, and why. */
  readonly dismissed: readonly { readonly root: string; readonly why: readonly Dismissal[] }[];
  /** For places: where they stand. */
  readonly machine: Machine;
  readonly steps: number;
}

/** An experiment that has just been made. The machine stands in its scenario, so that more can be run. */
export interface Observed extends Experiment {
  readonly machine: Machine;
  readonly root: Root;
  /** Before the first operation. */
  readonly beginning: State;
  /** After the last one. */
  readonly state: State;
  /** No condition that nobody can decide was turned over. */
  readonly isPlain: boolean;
}

export type Observe = (observed: Observed) => void;

/** Undefined where the file is missing or does not parse. */
export function findCircuits(
  linker: Linker,
  file: string,
  effort: Effort = EFFORT,
  observe?: Observe,
): Findings | undefined {
  const deciding: { scenario: Scenario } = { scenario: new Scenario() };
  const machine: Machine = new Machine({
    linker,
    outside: OUTSIDE,
    decide: (condition, place) =>
      deciding.scenario.decide(machine.state, condition, { place, isTurnable: !isBrought(machine, place) }),
    budget: STATE_BUDGET,
  });
  const instance = boot(machine, file);
  if (instance === undefined) {
    return undefined;
  }
  machine.state.steps = 0;
  const search = new Search(machine, instance, deciding, { ...effort, observe });
  return search.all();
}

/** What comes of a root. */
interface Outcomes {
  readonly found: Circuit[];
  readonly why: Set<Dismissal>;
}

class Search {
  readonly #circuits: Circuit[] = [];
  readonly #dismissed: { root: string; why: Dismissal[] }[] = [];
  readonly #beginning: State;
  #prepared: State | undefined;
  readonly #roots: readonly Root[];
  readonly #isAsked: (key: Key) => boolean;
  /** Objects that operations of the circuits found so far have read. */
  readonly #used = new Set<number>();
  #steps = 0;

  constructor(
    private readonly machine: Machine,
    instance: ModuleInstance,
    private readonly deciding: { scenario: Scenario },
    private readonly effort: Effort & { readonly observe: Observe | undefined },
  ) {
    this.#roots = rootsOf(machine, instance);
    this.#beginning = machine.state;
    this.#beginning.handlers = [];
    this.#isAsked = askedKeys(modulesOf(machine));
  }

  all(): Findings {
    const [brought, own] = partition(this.#roots, ({ callee }) => this.#isOfPackage(callee));
    for (const root of own) {
      this.#search(root);
    }
    for (const root of brought) {
      if (root.self instanceof Reference && this.#used.has(root.self.id)) {
        this.#dismissed.push({ root: root.name, why: ['known already'] });
      } else {
        this.#search(root);
      }
    }
    return { circuits: this.#circuits, dismissed: this.#dismissed, machine: this.machine, steps: this.#steps };
  }

  #isOfPackage(callee: Value): boolean {
    const module = this.machine.state.of(callee, 'function')?.module;
    return module !== undefined && this.machine.linker.isStub(module.file);
  }

  #search(root: Root): void {
    const why = new Set<Dismissal>();
    const found: Circuit[] = [];
    this.#tryAll(root, this.#beginning, { found, why });
    if (why.has('no call') && this.#breaksDown(root)) {
      this.#prepared ??= this.#afterAllOthers();
      this.#tryAll(root, this.#prepared, { found, why });
    }
    const best = found.reduce<Circuit | undefined>((most, circuit) => better(most, circuit), undefined);
    if (best === undefined || isOtherCircuit(best.record)) {
      this.#dismissed.push({ root: root.name, why: best === undefined ? [...why] : ['of something else'] });
    } else {
      this.#circuits.push(merged(best, found));
    }
  }

  #tryAll(root: Root, from: State, { found, why }: Outcomes): void {
    let left = Math.min(this.effort.steps, this.effort.fileSteps - this.#steps);
    for (const failing of this.#waysToFail(root, { from, found, why })) {
      if (left <= 0) {
        why.add('budget');
        break;
      }
      left -= this.#tryScenarios(root, failing, { from, found, why, steps: left });
    }
  }

  /** Whether an operation fails although the service is well: something is not there that others put there. */
  #breaksDown(root: Root): boolean {
    const { machine } = this;
    this.deciding.scenario = new Scenario();
    const state = this.#beginning.fork();
    return machine.in(state, () => finish(machine, start(machine, root), () => 'well')?.result === 'rejected');
  }

  /** After everything that others may call of the program has been called once, with arguments of which nothing is known. */
  #afterAllOthers(): State {
    const { machine } = this;
    this.deciding.scenario = new Scenario();
    const state = this.#beginning.fork();
    machine.in(state, () => {
      const others = [...machine.instances.values()].flatMap((instance) =>
        instance === undefined || isBroughtAlong(machine, instance.module.file) ? [] : callablesOf(machine, instance),
      );
      for (const other of [...this.#roots, ...others].slice(0, MOST_OTHERS)) {
        finish(machine, start(machine, other), () => 'well');
      }
      state.handlers = [];
    });
    state.findsAnyKey = true;
    state.trace = [];
    state.steps = 0;
    return state;
  }

  /** The service rejects; if that shows no retry inside a circuit, it answers badly; then only one of several calls fails. */
  *#waysToFail(root: Root, { from, found, why }: Outcomes & { readonly from: State }): Generator<Failing> {
    yield { how: 'rejects' };
    if (why.has('no call') || found.some(isRetrySeen)) {
      return;
    }
    yield { how: 'badly' };
    if (found.some(isRetrySeen)) {
      return;
    }
    // Where a circuit has been found, the first of several calls has failed in all operations.
    const places = this.#placesOf(root, from);
    for (const only of places.length > 1 ? places.slice(found.length > 0 ? 1 : 0, MOST_PLACES) : []) {
      yield { how: 'rejects', only };
    }
  }

  /** Where an operation that goes well calls the service. */
  #placesOf(root: Root, from: State): readonly number[] {
    const { machine } = this;
    this.deciding.scenario = new Scenario();
    const state = from.fork();
    return machine.in(state, () => {
      const id = start(machine, root);
      finish(machine, id, () => 'well');
      return [
        ...new Set(
          eventsOf(state, id)
            .filter(isSettled)
            .map(({ place }) => place),
        ),
      ];
    });
  }

  #tryScenarios(
    root: Root,
    failing: Failing,
    { from, found, why, steps }: Outcomes & { readonly from: State; readonly steps: number },
  ): number {
    const queue = [new Scenario()];
    const seen = new Set([queue[0]?.key]);
    const { machine } = this;
    let used = 0;
    let most: number | undefined;
    // Where a circuit is known, what is still looked for is a retry of a later call.
    const isForRetries = failing.only !== undefined && found.length > 0;
    for (let tried = 0; tried < (most !== undefined ? this.effort.scenarios : this.effort.firstScenarios); tried += 1) {
      const scenario = queue.shift();
      if (scenario === undefined || used > steps) {
        break;
      }
      this.deciding.scenario = scenario;
      const isOfLibrary = (place: number): boolean => isBrought(machine, place);
      const state = from.fork();
      // What is decided only later may show something else of the circuit, whatever the first operation does.
      const isWorthwhile = (first: Run): boolean =>
        (!isForRetries || first.calls > 1) &&
        (most === undefined || first.calls > most || !scenario.isTurnedIn(first.events));
      const made = experiment({ machine, root, failing, isOfLibrary, isAsked: this.#isAsked, isWorthwhile }, state);
      const { result } = made;
      const [first] = made.runs;
      if (typeof result === 'string') {
        why.add(result);
      } else {
        found.push(result);
        most = Math.max(most ?? 0, first?.calls ?? 0);
        first?.events.filter(isRead).forEach(({ object }) => this.#used.add(object));
      }
      for (const other of scenario.others()) {
        if (!seen.has(other.key)) {
          seen.add(other.key);
          queue.push(other);
        }
      }
      // At the end: what is run there may decide further conditions.
      this.effort.observe?.({ ...made, machine, root, beginning: from, state, isPlain: tried === 0 });
      used += made.subject.steps;
    }
    this.#steps += used;
    return used;
  }
}

/** One record stands for several calls. */
const isRetrySeen = ({ calls, recorded }: Circuit): boolean => calls > recorded;

/** Whether a place stands in a program that stands for a package, or for the language. */
const isBrought = (machine: Machine, place: number): boolean =>
  isBroughtAlong(machine, machine.positionOf(place)?.file ?? '');

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

const modulesOf = (machine: Machine): readonly Module[] =>
  [...machine.instances.values()].flatMap((instance) => (instance === undefined ? [] : [instance.module]));

/** The scenario in which one record stands for most calls says most; of two, the one that is known. */
function better(one: Circuit | undefined, other: Circuit): Circuit {
  if (one === undefined) {
    return other;
  }
  const difference = other.calls / other.recorded - one.calls / one.recorded;
  if (difference !== 0) {
    return difference > 0 ? other : one;
  }
  if (one.isNominal !== other.isNominal) {
    return one.isNominal ? other : one;
  }
  return other.calls > one.calls ? other : one;
}

/** What some scenario shows of the same circuit is true of it. */
function merged(best: Circuit, all: readonly Circuit[]): Circuit {
  const probed = all
    .map(({ recovery }) => recovery)
    .filter((recovery) => recovery !== undefined)
    .sort((one, other) => rank(other) - rank(one));
  const flood = probed.find((recovery) => recovery.flood !== undefined)?.flood;
  const races = new Map(all.flatMap(({ races: each }) => each.map((race) => [race.kind, race] as const)));
  return {
    ...best,
    recovery: probed[0] === undefined ? undefined : { ...probed[0], flood },
    races: [...races.values()],
  };
}

const rank = ({
  hasHalfOpen,
  callsPerProbe,
}: {
  readonly hasHalfOpen: boolean;
  readonly callsPerProbe: number;
}): number => (hasHalfOpen ? callsPerProbe : 0);
