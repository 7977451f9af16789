import type { LibraryModel } from '../models/model.js';
import { LIBRARY_MODELS, modelsWith, type Models } from '../models/registry.js';
import { completed, problemsOf } from '../models/shape.js';

/**
 * `settings.resilience`: what a project tells every rule.
 *
 * ```js
 * settings: { resilience: { policy: { module: './failure-policy.js', name: 'FailurePolicy' }, followImports: false } }
 * ```
 */
export interface PolicyReference {
  /** Module specifier, e.g. `eslint-plugin-resilience/policy`. One that begins with a dot is seen from the folder that ESLint runs in. */
  readonly module: string;
  /** The exported name of the interface. */
  readonly name: string;
}

export interface Settings {
  readonly policy: PolicyReference;
  /** Whether other files of the project are read, to know what they export. */
  readonly followImports: boolean;
  /** What is known of libraries, and of the project's own modules that `models` describes. The same object for the same list. */
  readonly models: Models;
  /** One sentence per wrong key, each naming the key. The key's default is used instead. */
  readonly problems: readonly string[];
}

export const DEFAULT_POLICY: PolicyReference = { module: 'eslint-plugin-resilience/policy', name: 'FailurePolicy' };

/** The policy as one file imports it: a relative module is another specifier in each folder. */
export function importedBy(filename: string, { module, name }: PolicyReference, cwd: string): PolicyReference {
  if (!/^\.\.?\//.test(module)) {
    return { module, name };
  }
  const base = segmentsOf(cwd);
  // A name that is not absolute is one in this folder: a snippet without a file, or a test.
  const folder = segmentsOf(/^([\\/]|\w:)/.test(filename) ? filename : `${cwd}/${filename}`).slice(0, -1);
  const target = segmentsOf(`${base.join('/')}/${module}`);
  const common = folder.findIndex((segment, i) => segment !== target[i]);
  const shared = common === -1 ? folder.length : common;
  const up = folder.slice(shared).map(() => '..');
  return { module: [...(up.length === 0 ? ['.'] : up), ...target.slice(shared)].join('/'), name };
}

/** The segments of a path, without those that cancel out. */
function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.split(/[\\/]/)) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '.' && segment !== '') {
      segments.push(segment);
    }
  }
  return segments;
}

const KEYS = { resilience: ['policy', 'followImports', 'models'], policy: ['module', 'name'] } as const;

/** A value as a sentence names it. Settings are code: they may hold what JSON cannot say, and what throws when it is looked at. */
function show(value: unknown): string {
  if (typeof value === 'bigint') {
    return `${value}n`;
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Array.isArray(value) ? 'a list that is no plain data' : 'an object that is no plain data';
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads `settings.resilience`; never throws. */
export function readSettings(settings: unknown): Settings {
  const problems: string[] = [];
  const reading = <Result>(at: string, otherwise: Result, read: () => Result): Result => {
    try {
      return read();
    } catch {
      problems.push(`settings.${at} must be plain data, and cannot be read.`);
      return otherwise;
    }
  };
  const own = reading('resilience', {}, () => readOwn(settings, problems));
  const known = reading('resilience.models', NO_MODELS, () => readModels(own['models']));
  return {
    policy: reading('resilience.policy', DEFAULT_POLICY, () => readPolicy(own['policy'], problems)),
    followImports: reading('resilience.followImports', true, () => readFollowImports(own['followImports'], problems)),
    models: known.models,
    problems: [...problems, ...known.problems],
  };
}

/** The object that the project wrote; an empty one where it wrote none. */
function readOwn(settings: unknown, problems: string[]): Record<string, unknown> {
  const written = isRecord(settings) ? settings['resilience'] : undefined;
  if (written !== undefined && !isRecord(written)) {
    problems.push(`settings.resilience must be an object, not ${show(written)}.`);
  }
  const own = isRecord(written) ? written : {};
  problems.push(...unknownKeys(own, 'resilience', KEYS.resilience));
  return own;
}

function readPolicy(policy: unknown, problems: string[]): PolicyReference {
  if (policy === undefined) {
    return DEFAULT_POLICY;
  }
  if (!isRecord(policy)) {
    problems.push(`settings.resilience.policy must be an object with module and name, not ${show(policy)}.`);
    return DEFAULT_POLICY;
  }
  problems.push(...unknownKeys(policy, 'resilience.policy', KEYS.policy));
  const member = (key: 'module' | 'name', valid: (text: string) => boolean, wanted: string): string => {
    const value = policy[key];
    if (value === undefined) {
      return DEFAULT_POLICY[key];
    }
    if (typeof value === 'string' && valid(value)) {
      return value;
    }
    problems.push(`settings.resilience.policy.${key} must be ${wanted}, not ${show(value)}.`);
    return DEFAULT_POLICY[key];
  };
  return {
    module: member('module', (text) => text !== '' && !/['"\n\\]/.test(text), 'a module specifier'),
    name: member('name', (text) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text), 'an identifier'),
  };
}

function readFollowImports(value: unknown, problems: string[]): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    problems.push(`settings.resilience.followImports must be true or false, not ${show(value)}.`);
  }
  return value !== false;
}

interface ReadModels {
  readonly models: Models;
  readonly problems: readonly string[];
}

/** Every rule reads the settings of every file, and a config hands all of them the same list. */
const readLists = new WeakMap<readonly unknown[], ReadModels>();

const NO_MODELS: ReadModels = { models: LIBRARY_MODELS, problems: [] };

function readModels(list: unknown): ReadModels {
  if (list === undefined) {
    return NO_MODELS;
  }
  if (!Array.isArray(list)) {
    return {
      models: LIBRARY_MODELS,
      problems: [`settings.resilience.models must be a list of models, not ${show(list)}.`],
    };
  }
  let read = readLists.get(list);
  if (read === undefined) {
    const checked = list.map((model, index) => ({
      model: model as LibraryModel,
      problems: problemsOf(model, `settings.resilience.models[${index}]`),
    }));
    const own = checked.filter(({ problems }) => problems.length === 0).map(({ model }) => completed(model));
    read = {
      models: own.length === 0 ? LIBRARY_MODELS : modelsWith(own),
      problems: checked.flatMap(({ problems }) => problems),
    };
    readLists.set(list, read);
  }
  return read;
}

const unknownKeys = (record: Record<string, unknown>, at: string, known: readonly string[]): string[] =>
  Object.keys(record)
    .filter((key) => !known.includes(key))
    .map((key) => `Unknown key settings.${at}.${key}. Known keys: ${known.join(', ')}.`);
