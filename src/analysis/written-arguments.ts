/** What the program says at a place of a package's model, in the arguments of a call that was run. */
import type { NumberPlace, Place } from '../models/model.js';
import { NO_DATA, type Argument, type PackageLayer } from '../nesting/packages.js';

const ABSENT: Argument = { kind: 'data', data: undefined };

export const isAbsent = (value: Argument): boolean => value.kind === 'data' && value.data === undefined;

export const isNumber = (value: Argument): boolean => value.kind === 'data' && typeof value.data === 'number';

export const isObject = (value: Argument | undefined): boolean =>
  value?.kind === 'data' && typeof value.data === 'object' && value.data !== null;

/** What the program says at a place. */
export function placed({ of, at, path, orPath }: Place, { call, creation }: PackageLayer): Argument {
  const given = of === 'creation' ? creation.given : call?.given;
  if (of === 'chain' || given === undefined || typeof at !== 'number') {
    return { kind: 'other' };
  }
  const argument = given[at] ?? ABSENT;
  const keys = isObject(argument) ? (orPath ?? path) : path;
  return keys === undefined ? argument : below(argument, keys.split('.'));
}

function below(argument: Argument, keys: readonly string[]): Argument {
  if (argument.kind !== 'data') {
    return argument.kind === 'other' ? argument : ABSENT;
  }
  let { data } = argument;
  for (const key of keys) {
    data = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[key] : undefined;
  }
  return data === NO_DATA ? { kind: 'other' } : { kind: 'data', data };
}

/** Whether the program says something at a place. Options that come from elsewhere may say nothing. */
export function isSaid(place: Place, layer: PackageLayer): boolean {
  const { path = '', orPath: _, ...holder } = place;
  const above = path.split('.').slice(0, -1).join('.');
  const options = placed(above === '' ? holder : { ...holder, path: above }, layer);
  return (path === '' || isObject(options)) && !isAbsent(placed(place, layer));
}

/** Whether what is said settles a number. */
export function isSettledBy({ absent, is }: NumberPlace, value: Argument): boolean {
  if (absent === true) {
    return isAbsent(value);
  }
  return !isAbsent(value) && (is === undefined || (value.kind === 'data' && value.data === is));
}
