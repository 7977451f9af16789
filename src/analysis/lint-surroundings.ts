/** The linted file as edits need it. */
import type { Node } from '../ast/nodes.js';
import type { Specifiers } from '../program/specifiers.js';
import type { ModuleIndex, NodeByType } from './module.js';

export type Call = NodeByType['CallExpression'] | NodeByType['NewExpression'];

export const isCall = (node: Node | undefined): node is Call =>
  node?.type === 'CallExpression' || node?.type === 'NewExpression';

/** The file, and what its imports mean. */
export interface Surroundings {
  readonly file: string;
  readonly index: ModuleIndex;
  /** Undefined for a place of another file. */
  nodeAt(place: number | undefined): Node | undefined;
  readonly specifiers: Specifiers;
}
