/** Lowers the modules that a linted file imports. What they are lowered to is plain data, and is kept as long as their files stay as they are. */
import type { Module } from '../ir/ir.js';
import { lower } from '../ir/lower/lower.js';
import type { Reader } from '../module-graph/graph.js';

export const READER: Reader<Module> = {
  mayMatter: () => true,
  summarise: ({ ast, scopes, path }) => lower({ file: path, ast, scopeManager: scopes }).module,
};
