/** Turns the statements of a module into steps of its record. */
import { isFunction, memberKey, unwrap, type Node } from '../../ast/nodes.js';
import type { Step, Term } from '../../module-graph/record.js';
import { statementsOf } from './completion.js';
import { ABSENT, UNKNOWN, type Lowering } from './lowering.js';
import { documented, parameter, TYPE, typed } from './lower-types.js';
import { handlerPasses, happensOnce, regionOf, type Region } from './repeats.js';

/** What is there before the first statement runs: the functions and classes that are declared among them. */
export function hoisted(lowering: Lowering, statements: readonly Node[]): Step[] {
  return statements.flatMap((statement): Step[] => {
    const declared =
      (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
      statement.declaration
        ? statement.declaration
        : statement;
    if ((declared.type !== 'FunctionDeclaration' && declared.type !== 'ClassDeclaration') || !declared.id) {
      return [];
    }
    const variable = lowering.index.variableOf(declared.id);
    const cls = lowering.index.classBehind(declared);
    return variable === undefined
      ? []
      : [
          {
            kind: 'set',
            id: lowering.idOf(variable),
            value:
              cls !== undefined
                ? { kind: 'class', at: lowering.classId(cls) }
                : isFunction(declared)
                  ? { kind: 'function', fn: lowering.functionId(declared) }
                  : UNKNOWN,
          },
        ];
  });
}

export const lowerStatements = (lowering: Lowering, statements: readonly Node[]): Step[] =>
  statements.flatMap((statement, at) => {
    const steps = lowerStatement(lowering, statement);
    // What is left of a loop is reported behind it.
    return /^(For|While|DoWhile)/.test(statement.type)
      ? reported(
          lowering,
          steps,
          statement,
          statements.slice(at + 1).filter(({ type }) => type === 'ExpressionStatement'),
        )
      : steps;
  });

/** Steps whose failures are reported in some statements: to something that the same function has asked before. */
function reported(lowering: Lowering, body: Step[], node: Node, statements: readonly Node[]): Step[] {
  const { index } = lowering;
  const fn = index.enclosingFunction(node);
  const to = statements.flatMap((statement) =>
    index.nodesOfType('CallExpression', statement).flatMap((call): Term[] => {
      const callee = unwrap(call.callee);
      if (
        callee.type !== 'MemberExpression' ||
        !FAILED.test(memberKey(callee) ?? '') ||
        index.enclosingFunction(call) !== fn ||
        fn === undefined
      ) {
        return [];
      }
      const object = index.textOf(callee.object);
      const asked = index
        .nodesOfType('MemberExpression', fn)
        .some(
          (member) =>
            member.range[0] < statement.range[0] &&
            index.textOf(member.object) === object &&
            !TELLS.test(memberKey(member) ?? ''),
        );
      return asked && object !== 'this' ? [lowering.term(callee)] : [];
    }),
  );
  return to.length === 0 ? body : [{ kind: 'reported', to, body }];
}

const FAILED = /fail|error|trip/i;
const TELLS = /success|fail|error|record|report|trip|reset/i;

const block = (lowering: Lowering, node: Node): Step[] => {
  const statements = statementsOf(node);
  return [...hoisted(lowering, statements), ...lowerStatements(lowering, statements)];
};

function lowerStatement(lowering: Lowering, node: Node): Step[] {
  const perform = (expression: Node | null | undefined): Step[] =>
    expression ? effect(lowering.term(expression)) : [];
  switch (node.type) {
    case 'ExpressionStatement':
    case 'ThrowStatement':
      return perform(node.type === 'ThrowStatement' ? node.argument : node.expression);
    case 'ReturnStatement':
      return [{ kind: 'return', term: node.argument === null ? ABSENT : lowering.term(node.argument) }];
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id, init }) =>
        lowerPattern(lowering, id, init === null ? ABSENT : lowering.term(init)),
      );
    case 'BlockStatement':
    case 'StaticBlock':
      return block(lowering, node);
    case 'LabeledStatement':
      return lowerStatement(lowering, node.body);
    case 'IfStatement': {
      const test = perform(node.test);
      if (happensOnce(node.test)) {
        // Whatever repeats the rest does not repeat this.
        return [
          ...test,
          { kind: 'caught', body: lowering.conditional(() => block(lowering, node.consequent)) },
          ...(node.alternate === null ? [] : lowering.conditional(() => block(lowering, node.alternate as Node))),
        ];
      }
      const { consequent, alternate } = node;
      const ways = lowering.conditional(() =>
        [consequent, ...(alternate === null ? [] : [alternate])].map((way) => block(lowering, way)),
      );
      return [...test, ...(alternate === null ? ways.flat() : [{ kind: 'branch' as const, ways }])];
    }
    case 'SwitchStatement':
      return [
        ...perform(node.discriminant),
        { kind: 'branch', ways: node.cases.map(({ consequent }) => lowerStatements(lowering, consequent)) },
      ];
    case 'ForStatement': {
      const init = node.init?.type === 'VariableDeclaration' ? lowerStatement(lowering, node.init) : perform(node.init);
      return [...init, ...perform(node.test), ...block(lowering, node.body)];
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [...perform(node.test), ...block(lowering, node.body)];
    case 'ForOfStatement':
    case 'ForInStatement': {
      const each: Term = { kind: 'member', object: lowering.term(node.right), key: '[]' };
      const declared = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
      return [...(declared ? lowerPattern(lowering, declared, each) : []), ...block(lowering, node.body)];
    }
    case 'TryStatement': {
      // First, since it says which calls of the block are other calls in each round.
      const region: Region | undefined = regionOf(lowering, node);
      const body = block(lowering, node.block);
      const last = node.finalizer === null ? [] : block(lowering, node.finalizer);
      if (node.handler === null) {
        return [...body, ...last];
      }
      const handled = block(lowering, node.handler.body);
      const handler: Step[] = [...(handled.length === 0 ? [] : [{ kind: 'handler' as const, body: handled }]), ...last];
      const tried = reported(lowering, body, node, node.handler.body.body);
      if (region !== undefined) {
        return [...region.before, { kind: 'retry', retry: region.retry, body: tried }, ...handler];
      }
      const passes = handlerPasses(node.handler.body, node.handler.param ?? undefined);
      return passes ? [...tried, ...handler] : [{ kind: 'caught', body: tried }, ...handler];
    }
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration': {
      const { declaration } = node;
      if (!declaration || declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
        return [];
      }
      return declaration.type === 'VariableDeclaration'
        ? lowerStatement(lowering, declaration)
        : node.type === 'ExportDefaultDeclaration'
          ? perform(declaration)
          : [];
    }
    case 'ImportDeclaration':
      return node.specifiers.length === 0
        ? [{ kind: 'do', term: { kind: 'import', specifier: node.source.value, name: '*' } }]
        : [];
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
      return [];
    case 'TSExportAssignment':
      return perform(node.expression);
    default:
      return [];
  }
}

function effect(term: Term): Step[] {
  return term.kind === 'unknown' || term.kind === 'literal' || term.kind === 'variable' ? [] : [{ kind: 'do', term }];
}

/** A variable or a parameter, of the type that it is said to have. */
function typeOfName(lowering: Lowering, name: Extract<Node, { type: 'Identifier' }>, value: Term): Term {
  if (name.typeAnnotation !== undefined || !lowering.hasDocs) {
    return typed(lowering, name.typeAnnotation?.typeAnnotation, value);
  }
  const parent = lowering.index.parentOf(name);
  return value.kind === 'parameter' && parent !== undefined
    ? documented(lowering, parent, parameter(name.name), value)
    : parent?.type === 'VariableDeclarator'
      ? documented(lowering, parent, TYPE, value)
      : value;
}

/** Binds the names of a pattern to parts of a value. */
export function lowerPattern(lowering: Lowering, pattern: Node, value: Term): Step[] {
  switch (pattern.type) {
    case 'Identifier': {
      const variable = lowering.index.variableOf(pattern);
      return variable === undefined
        ? effect(value)
        : [{ kind: 'set', id: lowering.idOf(variable), value: typeOfName(lowering, pattern, value) }];
    }
    case 'AssignmentPattern':
      return lowerPattern(lowering, pattern.left, { kind: 'default', value, otherwise: lowering.term(pattern.right) });
    case 'TSParameterProperty': {
      const { parameter } = pattern;
      const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      if (name.type !== 'Identifier') {
        return [];
      }
      const variable = lowering.index.variableOf(name);
      const own: Term =
        variable === undefined ? UNKNOWN : { kind: 'variable', id: lowering.idOf(variable), name: name.name };
      return [
        ...lowerPattern(lowering, parameter, value),
        {
          kind: 'do',
          term: { kind: 'assign', target: { kind: 'member', object: { kind: 'this' }, key: name.name }, value: own },
        },
      ];
    }
    case 'ObjectPattern': {
      const object = typed(lowering, pattern.typeAnnotation?.typeAnnotation, value);
      return pattern.properties.flatMap((property) => {
        if (property.type === 'RestElement') {
          return lowerPattern(lowering, property.argument, object);
        }
        const key = memberKey(property);
        return lowerPattern(lowering, property.value, key === undefined ? UNKNOWN : { kind: 'member', object, key });
      });
    }
    case 'ArrayPattern':
      return pattern.elements.flatMap((element, at) =>
        element === null
          ? []
          : lowerPattern(
              lowering,
              element.type === 'RestElement' ? element.argument : element,
              element.type === 'RestElement' ? UNKNOWN : { kind: 'member', object: value, key: String(at) },
            ),
      );
    case 'MemberExpression':
      return [{ kind: 'do', term: { kind: 'assign', target: lowering.term(unwrap(pattern)), value } }];
    default:
      return [];
  }
}
