import type { TSESTree } from '@typescript-eslint/types';
import type { ScopeManager } from '@typescript-eslint/scope-manager';

import {
  forEachChild,
  isClass,
  isFunction,
  type ClassNode,
  type FunctionNode,
  type Node,
  type VisitorKeys,
} from '../ast/nodes.js';
import { prototypeClasses } from './prototypes.js';

/** A variable of the file, as the scope analysis sees it. Identity is what matters: two references to one binding share it. */
export interface Variable {
  readonly name: string;
  readonly defs: readonly {
    readonly type: string;
    readonly node: Node;
    readonly name: Node;
    readonly parent?: Node | null;
  }[];
  readonly references: readonly {
    readonly identifier: Node;
    isWrite(): boolean;
    readonly from: { readonly block: Node };
  }[];
  readonly scope: { readonly block: Node; readonly type: string };
}

/** What the analysis is given: a tree, its scopes and its text. Never a rule context, so that any parser's tree will do. */
export interface Module {
  readonly ast: TSESTree.Program;
  readonly scopes: Pick<ScopeManager, 'scopes' | 'getDeclaredVariables'>;
  readonly text: string;
  readonly path: string;
  readonly visitorKeys: VisitorKeys;
}

/** `NodeByType['CallExpression']` is the node of that type. */
export type NodeByType = { [Candidate in Node as `${Candidate['type']}`]: Candidate };

/** Where things are in one module: found in one walk, read by everything else. */
export interface ModuleIndex {
  readonly module: Module;
  readonly classes: readonly ClassNode[];
  readonly functions: readonly FunctionNode[];
  parentOf(node: Node): Node | undefined;
  /** The function, class static block or program around a node. */
  enclosingFunction(node: Node): FunctionNode | undefined;
  enclosingClass(node: Node): ClassNode | undefined;
  /** The class that a declaration or an expression is: itself, or what a function and the members of its prototype make up. */
  classBehind(node: Node | null | undefined): ClassNode | undefined;
  /** Whether a class is no node of the tree, but a function and its prototype. */
  isMadeUp(node: Node): boolean;
  /** The variable that an identifier reads, writes or declares; undefined for globals that nothing declares. */
  variableOf(identifier: Node): Variable | undefined;
  /** Every node of one type, in source order; only those inside a node, if one is given. */
  nodesOfType<Type extends keyof NodeByType>(type: Type, within?: Node): readonly NodeByType[Type][];
  textOf(node: Node): string;
}

/** What a file with a breaker of its own says somewhere. Conditions that short-circuit are no circuit. */
export const BREAKER = /breaker|(?<!short[\s-]?)circuit|half[\s_-]?open/i;

/** A breaker that never says "open" has no state that we would know. */
const STATE = /open/i;

export const mentionsBreaker = (text: string): boolean =>
  BREAKER.test(text) && (STATE.test(text) || text.includes('SharedArrayBuffer'));

export function indexModule(module: Module): ModuleIndex {
  const parents = new Map<Node, Node>();
  const byType = new Map<string, Node[]>();
  const classes: ClassNode[] = [];
  const functions: FunctionNode[] = [];
  // An explicit stack: generated code nests deeper than the call stack allows.
  const stack: Node[] = [module.ast];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const current = node;
    const list = byType.get(current.type);
    if (list === undefined) {
      byType.set(current.type, [current]);
    } else {
      list.push(current);
    }
    if (isClass(current)) {
      classes.push(current);
    } else if (isFunction(current)) {
      functions.push(current);
    }
    const children: Node[] = [];
    forEachChild(current, module.visitorKeys, (child) => {
      parents.set(child, current);
      children.push(child);
    });
    for (let i = children.length - 1; i >= 0; i -= 1) {
      stack.push(children[i] as Node);
    }
  }

  for (const list of byType.values()) {
    list.sort((a, b) => a.range[0] - b.range[0]);
  }

  const variables = new Map<Node, Variable>();
  for (const scope of module.scopes.scopes) {
    for (const variable of scope.variables as unknown as Variable[]) {
      for (const definition of variable.defs) {
        variables.set(definition.name, variable);
      }
      for (const reference of variable.references) {
        variables.set(reference.identifier, variable);
      }
    }
  }

  const constructors = new Map<Node, ClassNode>();
  const madeUp = new Set<Node>();
  for (const { constructorNode, node, parents: made } of module.text.includes('.prototype')
    ? prototypeClasses({
        all: (type) => (byType.get(type) ?? []) as never,
        variableOf: (identifier) => variables.get(identifier),
      })
    : []) {
    constructors.set(constructorNode, node);
    classes.push(node);
    madeUp.add(node);
    parents.set(node, module.ast);
    made.forEach(([child, parent]) => parents.set(child, parent));
  }

  const enclosing = <Wanted extends Node>(
    node: Node,
    is: (candidate: Node) => candidate is Wanted,
  ): Wanted | undefined => {
    for (let parent = parents.get(node); parent !== undefined; parent = parents.get(parent)) {
      if (is(parent)) {
        return parent;
      }
    }
    return undefined;
  };
  return {
    module,
    classes,
    functions,
    parentOf: (node) => parents.get(node),
    enclosingFunction: (node) => enclosing(node, isFunction),
    enclosingClass: (node) => enclosing(node, isClass),
    classBehind: (node) => (isClass(node) ? node : node ? constructors.get(node) : undefined),
    isMadeUp: (node) => madeUp.has(node),
    variableOf: (identifier) => variables.get(identifier),
    nodesOfType: <Type extends keyof NodeByType>(type: Type, within?: Node) => {
      const all = (byType.get(type) ?? []) as NodeByType[Type][];
      return within === undefined || within.type === 'Program'
        ? all
        : all.slice(firstFrom(all, within.range[0]), firstFrom(all, within.range[1]));
    },
    textOf: (node) => module.text.slice(node.range[0], node.range[1]),
  };
}

/** The position of the first node that begins at or after an offset, in a list in source order. */
function firstFrom(nodes: readonly Node[], offset: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.range[0] ?? offset) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
