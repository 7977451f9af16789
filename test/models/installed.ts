import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { LibraryModel } from '../../src/models/model.js';
import { LIBRARY_MODELS, splitSpecifier } from '../../src/models/registry.js';
import { ROOT } from '../support/sources.js';
import { Expression } from './expression.js';

type Module = Record<string, unknown>;

/** The packages that are installed for the tests, as code imports them. */
const IMPORTS: Readonly<Record<string, () => Promise<Module>>> = {
  '@anthropic-ai/sdk': () => import('@anthropic-ai/sdk'),
  '@aws-sdk/client-sts': () => import('@aws-sdk/client-sts'),
  '@gar/promise-retry': () => import('@gar/promise-retry'),
  '@humanwhocodes/retry': () => import('@humanwhocodes/retry'),
  '@lifeomic/attempt': () => import('@lifeomic/attempt'),
  '@smithy/util-retry': () => import('@smithy/util-retry'),
  async: () => import('async'),
  'async-lock': () => import('async-lock'),
  'async-mutex': () => import('async-mutex'),
  'async-retry': () => import('async-retry'),
  'async-sema': () => import('async-sema'),
  axios: () => import('axios'),
  'axios-retry': () => import('axios-retry'),
  bottleneck: () => import('bottleneck'),
  cockatiel: () => import('cockatiel'),
  effect: () => import('effect'),
  'effect/persistence': () => import('effect/persistence'),
  'es-toolkit': () => import('es-toolkit'),
  'exponential-backoff': () => import('exponential-backoff'),
  'fetch-retry': () => import('fetch-retry'),
  gaxios: () => import('gaxios'),
  got: () => import('got'),
  ky: () => import('ky'),
  'make-fetch-happen': () => import('make-fetch-happen'),
  mollitia: () => import('mollitia'),
  ofetch: () => import('ofetch'),
  openai: () => import('openai'),
  opossum: () => import('opossum'),
  'p-limit': () => import('p-limit'),
  'p-queue': () => import('p-queue'),
  'p-retry': () => import('p-retry'),
  'promise-retry': () => import('promise-retry'),
  radash: () => import('radash'),
  retry: () => import('retry'),
  'retry-as-promised': () => import('retry-as-promised'),
  'retry-request': () => import('retry-request'),
  rxjs: () => import('rxjs'),
  superagent: () => import('superagent'),
  'ts-retry-promise': () => import('ts-retry-promise'),
  undici: () => import('undici'),
};

export const INSTALLED: readonly string[] = Object.keys(IMPORTS);

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** The model that holds for the installed version of a package. */
export function installedModel(specifier: string): LibraryModel {
  const { name, subpath } = splitSpecifier(specifier);
  const model = LIBRARY_MODELS.modelOf(name, versionOf(name));
  const exports = subpath === '.' ? model?.exports : model?.subpaths?.[subpath];
  if (model === undefined || exports === undefined) {
    throw new Error(`No model of ${specifier} ${versionOf(name)}.`);
  }
  return { ...model, exports };
}

const modules = new Map<string, Module>();

/** Imports packages, each once. */
export async function importPackages(specifiers: Iterable<string>): Promise<void> {
  for (const specifier of new Set(specifiers)) {
    const module = await IMPORTS[specifier]?.();
    if (module === undefined) {
      throw new Error(`${specifier} is not installed.`);
    }
    modules.set(specifier, module);
  }
}

export const moduleOf = (specifier: string): Module => modules.get(specifier) ?? {};

/** An installed package, as the code of a test uses it. */
export const library = (specifier: string): Expression => Expression.of(installedModel(specifier), moduleOf(specifier));
