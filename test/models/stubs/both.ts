import './world.js';

import { library } from '../../../src/models/stubs/library.js';
import { installedModel, moduleOf } from '../installed.js';

/** What code imports from a package. */
export type Exports = Record<string, unknown>;

/** An installed package, as an import of all of it gives it. */
export function installed(specifier: string): Exports {
  const module = moduleOf(specifier);
  return { ...module, default: module['default'] ?? module };
}

/** The program that stands for an installed package. */
export const program = (specifier: string): Exports => library(installedModel(specifier)) as Exports;
