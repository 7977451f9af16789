/** Turns the expressions of a module into terms of its record. */
import {
  calleeName,
  forEachChild,
  isFunction,
  memberKey,
  parametersOf,
  unwrap,
  type ClassNode,
  type FunctionNode,
  type Node,
} from '../../ast/nodes.js';
import type {
  BreakerRecord,
  ClassRecord,
  FunctionRecord,
  ModuleRecord,
  RejectionRecord,
  RetryRecord,
  Site,
  Step,
  Term,
} from '../../module-graph/record.js';
import type { Breaker } from '../facts.js';
import type { ModuleIndex, NodeByType, Variable } from '../module.js';
import { calledFunction } from '../places.js';
import { nameOf } from '../units.js';
import { repeatedChain } from './chains.js';
import { declaredBy } from './lower-functions.js';
import { importTerm, lowerExports } from './lower-exports.js';
import { hoisted, lowerPattern, lowerStatements } from './lower-statements.js';
import { documented, returned, TYPE, typed } from './lower-types.js';
import { chainRetry, handlerPasses, qualified } from './repeats.js';
import { openTimeOf } from './waits.js';

export const UNKNOWN: Term = { kind: 'unknown' };
export const ABSENT: Term = { kind: 'literal', value: undefined };

/** A breaker of the module, and the functions that lead into its protected path. */
export interface Protection {
  readonly breaker: Breaker;
  readonly entries: ReadonlySet<Node>;
  /** Functions that are told of failures of calls that others make. */
  readonly recorders: ReadonlySet<Node>;
  readonly declaresUnit: boolean;
  readonly rejects?: RejectionRecord;
}

export interface Lowered {
  readonly record: ModuleRecord;
  /** The node behind each site of the record. */
  readonly nodes: ReadonlyMap<Site, Node>;
}

/** Limits that are no number of failures. */
const NO_COUNT = /rate|ratio|percent|fraction|ms$|millis|timeout|interval|duration/i;

/** Deeper than people nest: generated code. */
const MAX_DEPTH = 120;

export class Lowering {
  readonly functions: FunctionRecord[] = [];
  readonly classes: ClassRecord[] = [];
  readonly owners: number[] = [];
  readonly nodes: Map<Site, Node> = new Map();
  private readonly functionIds = new Map<FunctionNode, number>();
  private readonly classIds = new Map<ClassNode, number>();
  private readonly variableIds = new Map<object, number>();
  /** Types are written in comments: of code that has others, those count. */
  readonly hasDocs: boolean;
  private depth = 0;
  private conditions = 0;

  constructor(
    readonly index: ModuleIndex,
    private readonly protections: readonly Protection[],
    private readonly file = index.module.path,
  ) {
    this.hasDocs = !/\.[cm]?tsx?$/.test(file) && /@(type|returns?|param)\b/.test(index.module.text);
  }

  module(): Lowered {
    const { body } = this.index.module.ast;
    const steps = [...hoisted(this, body), ...lowerStatements(this, body)];
    const { exports, stars } = lowerExports(this);
    const breakers = this.protections.map((protection) => this.breaker(protection));
    const { file, functions, classes, owners, nodes } = this;
    return { record: { file, functions, classes, breakers, owners, body: steps, exports, stars }, nodes };
  }

  private breaker({ breaker, declaresUnit, rejects }: Protection): BreakerRecord {
    const { name, node, form, hasHalfOpen, threshold, openDecision } = breaker;
    const value = threshold.kind === 'known' ? { value: threshold.value } : {};
    const openTime = openTimeOf(this, node);
    const described = {
      name,
      at: this.site(node),
      form: form as BreakerRecord['form'],
      hasHalfOpen,
      declaresUnit,
      ...(openTime && { openTime }),
      ...(rejects && { rejects }),
    };
    const decision = openDecision && unwrap(openDecision);
    const isCount =
      threshold.kind === 'known' ||
      (threshold.kind === 'unknown' && threshold.text !== undefined && !NO_COUNT.test(threshold.text));
    if (decision?.type !== 'BinaryExpression' || !isCount) {
      return { ...described, threshold: { ...value, more: 0 } };
    }
    const isMirrored = decision.operator === '<' || decision.operator === '<=';
    const bound = this.term(isMirrored ? decision.left : decision.right);
    const more = decision.operator === '>' || decision.operator === '<' ? 1 : 0;
    return { ...described, threshold: { ...value, bound, more } };
  }

  site(node: Node): Site {
    const site = { line: node.loc.start.line, start: node.range[0], end: node.range[1] };
    this.nodes.set(site, node);
    return site;
  }

  /** The id of a variable that the module declares. */
  idOf(variable: Variable): number {
    // A class has two variables of its name: one outside, one inside.
    const key = variable.defs[0]?.name ?? variable;
    let id = this.variableIds.get(key);
    if (id === undefined) {
      id = this.owners.length;
      this.variableIds.set(key, id);
      this.owners.push(-1);
      const block = variable.scope.block;
      const owner = isFunction(block)
        ? block
        : block.type === 'Program'
          ? undefined
          : this.index.enclosingFunction(block);
      if (owner !== undefined) {
        this.owners[id] = this.functionId(owner);
      }
    }
    return id;
  }

  variable(identifier: Node & { readonly name: string }): Term {
    const variable = this.index.variableOf(identifier);
    const [definition] = variable?.defs ?? [];
    if (variable === undefined || definition === undefined) {
      return identifier.name === 'undefined' ? ABSENT : { kind: 'global', name: identifier.name };
    }
    if (definition.type === 'ImportBinding') {
      return importTerm(definition.node, definition.parent) ?? UNKNOWN;
    }
    const { name } = identifier;
    return { kind: 'variable', id: this.idOf(variable), name };
  }

  functionId(node: FunctionNode): number {
    const known = this.functionIds.get(node);
    if (known !== undefined) {
      return known;
    }
    const id = this.functions.length;
    this.functionIds.set(node, id);
    const parent = this.index.parentOf(node);
    const holder =
      parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition'
        ? this.index.enclosingClass(node)
        : undefined;
    const protects = this.protections.findIndex(({ entries }) => entries.has(node));
    const records = this.protections.findIndex(({ recorders }) => recorders.has(node));
    const params = parametersOf(node);
    const rest = params.findIndex(({ type }) => type === 'RestElement');
    const name = nameOf(node, this.index);
    const record = {
      // What a decorator puts into a descriptor goes by the decorator's name.
      name: name === 'value' ? qualified(this.index, node) : name,
      at: this.site(node),
      parameters: params.length,
      body: [] as Step[],
      ...declaredBy(this.index, node, params),
      ...(rest !== -1 && { rest }),
      ...(protects !== -1 && { protects }),
      ...(records !== -1 && { records }),
      ...(holder !== undefined && { owner: this.classId(holder) }),
      ...(node.type === 'ArrowFunctionExpression' && { lexical: true as const }),
      ...returned(this, node),
    };
    this.functions.push(record);
    params.forEach((parameter, at) => {
      record.body.push(
        ...lowerPattern(this, parameter.type === 'RestElement' ? parameter.argument : parameter, {
          kind: 'parameter',
          at,
        }),
      );
    });
    if (node.body?.type === 'BlockStatement') {
      record.body.push(...hoisted(this, node.body.body), ...lowerStatements(this, node.body.body));
    } else if (node.body !== null && node.body !== undefined) {
      record.body.push({ kind: 'return', term: this.term(node.body) });
    }
    return id;
  }

  classId(node: ClassNode): number {
    const known = this.classIds.get(node);
    if (known !== undefined) {
      return known;
    }
    const id = this.classes.length;
    this.classIds.set(node, id);
    const fields: [string, Term][] = [];
    const statics: [string, Term][] = [];
    const methods: Record<string, number> = Object.create(null) as Record<string, number>;
    const getters: Record<string, number> = Object.create(null) as Record<string, number>;
    const decorators: Record<string, Term[]> = Object.create(null) as Record<string, Term[]>;
    const record: { -readonly [Key in keyof ClassRecord]: ClassRecord[Key] } = {
      name: nameOf(node, this.index),
      at: this.site(node),
      fields,
      statics,
      methods,
      getters,
      decorators,
    };
    this.classes.push(record);
    if (node.superClass !== null) {
      record.parent = this.term(node.superClass);
    }
    for (const member of node.body.body) {
      const key =
        member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' ? memberKey(member) : undefined;
      if ((member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') || key === undefined) {
        continue;
      }
      if (member.type === 'PropertyDefinition') {
        const value = member.value === null ? UNKNOWN : this.term(member.value);
        (member.static ? statics : fields).push([
          key,
          member.typeAnnotation === undefined
            ? documented(this, member, TYPE, value)
            : typed(this, member.typeAnnotation.typeAnnotation, value),
        ]);
      } else if (isFunction(member.value) && member.value.body !== null) {
        const fn = this.functionId(member.value);
        if (member.kind === 'constructor') {
          record.construct = fn;
        } else if (member.static) {
          statics.push([key, { kind: 'function', fn }]);
        } else if (member.kind === 'get') {
          getters[key] = fn;
        } else if (member.kind === 'method') {
          methods[key] = fn;
        }
      }
      // Only some parsers have decorators.
      const applied = (member as { decorators?: typeof member.decorators }).decorators ?? [];
      if (applied.length > 0) {
        decorators[key] = applied.map((decorator) => this.term(decorator.expression));
      }
    }
    return id;
  }

  /** What an expression is worth, with all that is called on the way. */
  term(expression: Node): Term {
    if (this.depth > MAX_DEPTH) {
      return UNKNOWN;
    }
    this.depth += 1;
    const result = this.lower(unwrap(expression));
    this.depth -= 1;
    return result;
  }

  private lower(node: Node): Term {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'object' && node.value !== null
          ? UNKNOWN
          : { kind: 'literal', value: typeof node.value === 'bigint' ? Number(node.value) : node.value };
      case 'Identifier':
        return this.variable(node);
      case 'ThisExpression':
      case 'Super':
        return { kind: 'this' };
      case 'AwaitExpression':
        return this.term(node.argument);
      case 'MemberExpression': {
        const key = memberKey(node);
        const cls = node.object.type === 'Super' ? this.index.enclosingClass(node) : undefined;
        if (cls !== undefined && key !== undefined) {
          return { kind: 'super', at: this.classId(cls), key };
        }
        const object = this.term(node.object);
        return node.computed && (key === undefined || key.startsWith('['))
          ? { kind: 'sequence', terms: [this.term(node.property), { kind: 'member', object, key: '[]' }] }
          : { kind: 'member', object, key: key ?? '' };
      }
      case 'CallExpression':
        return this.call(node);
      case 'NewExpression':
        return this.creation(node);
      case 'ArrowFunctionExpression':
      case 'FunctionExpression': {
        const cls = this.index.classBehind(node);
        return cls === undefined
          ? { kind: 'function', fn: this.functionId(node) }
          : { kind: 'class', at: this.classId(cls) };
      }
      case 'ClassExpression':
        return { kind: 'class', at: this.classId(node) };
      case 'ObjectExpression':
        return this.object(node);
      case 'ArrayExpression':
        return {
          kind: 'array',
          items: node.elements.flatMap((element) => (element === null ? [] : [this.argument(element)])),
        };
      case 'ConditionalExpression':
        return {
          kind: 'sequence',
          terms: [
            this.term(node.test),
            { kind: 'either', options: [this.term(node.consequent), this.term(node.alternate)] },
          ],
        };
      case 'LogicalExpression':
        return node.operator === '&&'
          ? { kind: 'sequence', terms: [this.term(node.left), this.term(node.right)] }
          : { kind: 'default', value: this.term(node.left), otherwise: this.term(node.right) };
      case 'AssignmentExpression':
        return this.assignment(node);
      case 'SequenceExpression':
        return { kind: 'sequence', terms: node.expressions.map((part) => this.term(part)) };
      case 'BinaryExpression':
        if (node.operator === '+' || node.operator === '-' || node.operator === '*') {
          return {
            kind: 'arithmetic',
            operator: node.operator,
            left: this.term(node.left),
            right: this.term(node.right),
          };
        }
        return this.parts(node);
      case 'UnaryExpression':
        return node.operator === '-'
          ? { kind: 'arithmetic', operator: '-', left: { kind: 'literal', value: 0 }, right: this.term(node.argument) }
          : this.parts(node);
      case 'ImportExpression':
        return node.source.type === 'Literal' && typeof node.source.value === 'string'
          ? { kind: 'import', specifier: node.source.value, name: '*' }
          : UNKNOWN;
      case 'TaggedTemplateExpression':
        return {
          kind: 'call',
          callee: this.term(node.tag),
          args: node.quasi.expressions.map((part) => this.term(part)),
          site: this.site(node),
          name: calleeName(node.tag),
        };
      default:
        return this.parts(node);
    }
  }

  /** An expression of which only the calls in it matter. */
  private parts(node: Node): Term {
    const terms: Term[] = [];
    forEachChild(node, this.index.module.visitorKeys, (child) => {
      if (!/^TS|Pattern$|^Decorator$|^PrivateIdentifier$/.test(child.type)) {
        const term = this.term(child);
        if (term.kind !== 'unknown' && term.kind !== 'literal' && term.kind !== 'variable' && term.kind !== 'global') {
          terms.push(term);
        }
      }
    });
    return terms.length === 0 ? UNKNOWN : { kind: 'sequence', terms: [...terms, UNKNOWN] };
  }

  /** Of statements that run on a condition. */
  conditional<Result>(lower: () => Result): Result {
    this.conditions += 1;
    const result = lower();
    this.conditions -= 1;
    return result;
  }

  argument(node: Node): Term {
    return node.type === 'SpreadElement' ? { kind: 'spread', of: this.term(node.argument) } : this.term(node);
  }

  private object(node: NodeByType['ObjectExpression']): Term {
    return {
      kind: 'object',
      members: node.properties.flatMap((property): [string | undefined, Term][] => {
        if (property.type === 'SpreadElement') {
          return [[undefined, this.term(property.argument)]];
        }
        const key = memberKey(property);
        return key === undefined || property.kind !== 'init' ? [] : [[key, this.term(property.value)]];
      }),
    };
  }

  private assignment(node: NodeByType['AssignmentExpression']): Term {
    const left = unwrap(node.left);
    if (left.type !== 'Identifier' && left.type !== 'MemberExpression') {
      return this.term(node.right);
    }
    const whole = this.term(left);
    // `map[key] = …`: the key is evaluated before.
    const target = (whole.kind === 'sequence' ? whole.terms.at(-1) : whole) ?? UNKNOWN;
    const value = this.term(node.right);
    if (node.operator === '=') {
      return {
        kind: 'assign',
        target,
        value: target.kind === 'member' ? documented(this, node, TYPE, value) : value,
        ...(this.conditions > 0 && { maybe: true as const }),
      };
    }
    return /^(\?\?|\|\||&&)=$/.test(node.operator)
      ? { kind: 'assign', target, value: { kind: 'default', value: target, otherwise: value } }
      : { kind: 'assign', target, value: { kind: 'sequence', terms: [value, UNKNOWN] } };
  }

  private creation(node: NodeByType['NewExpression']): Term {
    const args = node.arguments.map((argument) => this.argument(argument));
    if (
      node.callee.type === 'Identifier' &&
      /^(Map|WeakMap|Array|Set)$/.test(node.callee.name) &&
      this.index.variableOf(node.callee)?.defs.length !== 1
    ) {
      const element = node.typeArguments?.params.at(-1);
      const of = element && typed(this, element, UNKNOWN);
      const [items] = args;
      return {
        kind: 'collection',
        ...(of !== undefined && of !== UNKNOWN && { of }),
        ...(items?.kind === 'array' && { items }),
      };
    }
    return { kind: 'new', callee: this.term(node.callee), args, site: this.site(node), name: calleeName(node.callee) };
  }

  /** A function that calls itself: how often is counted, and nothing new comes of following it. */
  private callsItself(call: Node, callee: Node): boolean {
    const target = calledFunction(callee, this.index);
    for (
      let fn = target && this.index.enclosingFunction(call);
      fn !== undefined;
      fn = this.index.enclosingFunction(fn)
    ) {
      if (fn === target) {
        return true;
      }
    }
    return false;
  }

  private call(node: NodeByType['CallExpression']): Term {
    const [first] = node.arguments;
    if (
      node.callee.type === 'Identifier' &&
      node.callee.name === 'require' &&
      first?.type === 'Literal' &&
      typeof first.value === 'string'
    ) {
      return { kind: 'import', specifier: first.value, name: '=' };
    }
    const repeated = repeatedChain(this, node);
    if (repeated !== undefined) {
      return repeated;
    }
    const callee = unwrap(node.callee);
    const name = calleeName(callee);
    const member = callee.type === 'MemberExpression' ? memberKey(callee) : undefined;
    const handler = member === 'catch' ? first : member === 'then' ? node.arguments[1] : undefined;
    const fn = handler && unwrap(handler);
    const retry: RetryRecord | undefined = isFunction(fn) ? chainRetry(this, node, fn) : undefined;
    const args = node.arguments.map((argument) => this.argument(argument));
    const lowered = this.term(callee);
    if (lowered.kind === 'member' && lowered.object.kind === 'import' && member === 'then' && args[0] !== undefined) {
      return { kind: 'call', callee: args[0], args: [lowered.object], site: this.site(node), name };
    }
    if (this.callsItself(node, callee)) {
      return { kind: 'sequence', terms: [...args, UNKNOWN] };
    }
    if (fn !== undefined && lowered.kind === 'member') {
      if (retry !== undefined) {
        return { kind: 'sequence', terms: [{ kind: 'retried', retry, term: lowered.object }, ...args] };
      }
      if (!isFunction(fn) || !handlerPasses(fn.body, fn.params[0])) {
        return { kind: 'sequence', terms: [{ kind: 'caught', term: lowered.object }, ...args] };
      }
    }
    return { kind: 'call', callee: lowered, args, site: this.site(node), name };
  }
}
