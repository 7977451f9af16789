/** Brings a failure policy into the scope of a breaker: the type, the member or variable, and a default that decides as the code does today. */
import type { TSESTree } from '@typescript-eslint/types';

import { isFunction, memberKey, unwrap, type FunctionNode } from '../ast/nodes.js';
import type { Breaker, Node } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import {
  escaped,
  indentOf,
  insertAfter,
  insertBefore,
  isTaken,
  quoted,
  replace,
  type Edit,
  type File,
} from './edits.js';
import { cellBeside, declareMember, memberAnchor, stateDeclaration, stateField, stateName } from './state-cell.js';

/** A policy in scope: how the breaker's code names it, and the edits that put it there. */
export interface PolicyInScope {
  readonly expression: string;
  readonly edits: readonly Edit[];
}

export interface PolicyMembers {
  /** Also declare what one failure is. */
  readonly countingUnit?: 'attempt' | 'sequence';
  /** No option of the constructor: its default would be shown by nothing but that option. */
  readonly isShown?: true;
}

/** Undefined where the breaker has a shape that the edit does not know. */
export function policyInScope(
  file: File,
  breaker: Breaker,
  reference: PolicyReference,
  members: PolicyMembers = {},
): PolicyInScope | undefined {
  return breaker.form === 'class'
    ? inClass(file, breaker, reference, members)
    : breaker.form === 'closure'
      ? inClosure(file, breaker, reference, members)
      : undefined;
}

/** How the breaker's code names the policy that it has already, if it is declared as one. */
export function policyDeclared(file: File, breaker: Breaker, reference: PolicyReference): string | undefined {
  const { expression, name } = cellBeside(breaker, 'policy');
  return new RegExp(`(?<![\\w$.])${name}\\??: ${reference.name}\\b`).test(file.textOf(breaker.node))
    ? expression
    : undefined;
}

/** The decisions to open and to close, asked of the policy. Undefined where the decision to open rests on something the policy cannot see. */
function decisionEdits(file: File, breaker: Breaker, policy: string): Edit[] | undefined {
  const opens = askDecision(file, breaker.openDecision, `${policy}.shouldOpenCircuit`);
  const closes = askDecision(file, breaker.closeDecision, `${policy}.shouldCloseCircuit`);
  return opens && [...opens, ...(closes ?? [])];
}

/** `count >= limit` becomes a question. */
export function askDecision(file: File, decision: Node | undefined, question: string): Edit[] | undefined {
  const parts = decisionParts(file, decision);
  return parts && decision && [replace(decision, `${question}(${parts.count})`)];
}

interface DecisionParts {
  readonly count: string;
  readonly operator: string;
  readonly limit: string;
}

/** `count >= limit`, where the limit is a member of the breaker, a constant or a number. */
function decisionParts(file: File, decision: Node | undefined): DecisionParts | undefined {
  if (decision?.type !== 'BinaryExpression' || !/^(>=?|===?)$/.test(decision.operator)) {
    return undefined;
  }
  const limit = unwrap(decision.right);
  const isVisible = limit.type === 'Literal' || limit.type === 'Identifier' || isOwn(limit);
  return isVisible
    ? { count: file.textOf(decision.left), operator: decision.operator, limit: file.textOf(limit) }
    : undefined;
}

/** `this.threshold`, `this.options.threshold`. */
const isOwn = (node: Node): boolean =>
  node.type === 'MemberExpression' &&
  !node.computed &&
  (unwrap(node.object).type === 'ThisExpression' || isOwn(unwrap(node.object)));

/** An object literal that decides as the breaker does today, except that it retries only while the circuit is closed. */
function defaultPolicy(file: File, breaker: Breaker, members: PolicyMembers, indent: string): string | undefined {
  const closed = spelling(file, breaker);
  if (closed === undefined) {
    return undefined;
  }
  const inner = indent + file.style.step;
  const method = (name: string, parameter: string, decision: Node | undefined): string => {
    const parts = decisionParts(file, decision);
    // What the breaker does without a test, it does at once.
    return parts === undefined
      ? `${name}: () => true`
      : `${name}: (${parameter}) => ${parameter} ${parts.operator} ${parts.limit}`;
  };
  const lines = [
    ...(members.countingUnit === undefined ? [] : [`countingUnit: ${quoted(file, members.countingUnit)}`]),
    `shouldRetry: (_attempt, _error, context) => context?.phase === ${closed}`,
    method('shouldOpenCircuit', 'failureCount', breaker.openDecision),
    method('shouldCloseCircuit', 'successCount', breaker.closeDecision),
  ];
  const { comma, eol } = file.style;
  return `{${eol}${lines.map((line) => inner + line).join(`,${eol}`)}${comma}${eol}${indent}}`;
}

/**
 * The edits that make a policy which is there already declare the counting unit. Undefined where it is not written here and nothing says
 * what it declares.
 */
function declaredUnit(
  file: File,
  breaker: Node,
  policy: Node | undefined,
  { countingUnit }: PolicyMembers,
): Edit[] | undefined {
  if (countingUnit === undefined) {
    return [];
  }
  const value = policy?.type === 'LogicalExpression' ? policy.right : policy;
  const members = value?.type === 'ObjectExpression' ? value.properties : [];
  const declared = members.find((member) => member.type === 'Property' && memberKey(member) === 'countingUnit');
  if (declared?.type === 'Property') {
    const unit = quoted(file, countingUnit);
    return file.textOf(declared.value) === unit ? [] : [replace(declared.value, unit)];
  }
  const [first] = members;
  if (first === undefined) {
    return file.textOf(breaker).includes('countingUnit') ? [] : undefined;
  }
  return [insertBefore(first, `countingUnit: ${quoted(file, countingUnit)},${file.style.eol}${indentOf(file, first)}`)];
}

/** How the breaker writes CLOSED: as it is assigned, or as the field begins. */
function spelling(file: File, breaker: Breaker): string | undefined {
  const assigned = breaker.transitions.find(({ to }) => to === 'closed')?.node;
  if (assigned?.type === 'AssignmentExpression') {
    return file.textOf(assigned.right);
  }
  const field = stateName(breaker).includes('.') ? undefined : stateField(breaker);
  return field?.type === 'PropertyDefinition' && field.value !== null ? file.textOf(field.value) : undefined;
}

function inClass(
  file: File,
  breaker: Breaker,
  reference: PolicyReference,
  members: PolicyMembers,
): PolicyInScope | undefined {
  const { node } = breaker;
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') {
    return undefined;
  }
  const { name: member, expression } = cellBeside(breaker, 'policy');
  const constructor = node.body.body.find(
    (candidate): candidate is TSESTree.MethodDefinition =>
      candidate.type === 'MethodDefinition' && candidate.kind === 'constructor',
  );
  const existing =
    node.body.body.find((candidate) => candidate.type === 'PropertyDefinition' && memberKey(candidate) === member) ??
    parameterProperty(constructor, member);
  if (existing !== undefined || file.text.includes(`${expression} =`)) {
    const assigned = (constructor?.value.body?.body ?? []).flatMap((statement) =>
      statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression'
        ? [statement.expression]
        : [],
    );
    const value = assigned.find(({ left }) => file.textOf(left) === expression)?.right;
    const initial =
      existing?.type === 'PropertyDefinition'
        ? existing.value
        : existing?.type === 'AssignmentPattern'
          ? existing.right
          : null;
    const edits = declaredUnit(file, node, value ?? initial ?? undefined, members);
    return edits && { expression, edits };
  }
  const anchor = memberAnchor(breaker);
  if (anchor === undefined) {
    return undefined;
  }
  const type = reference.name;
  const eol = file.style.eol;
  const end = file.style.end;
  const indent = indentOf(file, anchor);
  const option = members.isShown === true ? undefined : constructor && declareOption(file, constructor, 'policy', type);
  const decisions = decisionEdits(file, breaker, expression);
  if (decisions === undefined) {
    return undefined;
  }
  const imports = typeImport(file, reference);
  if (option !== undefined && constructor?.value.body) {
    const last = constructor.value.body.body.at(-1);
    const value = defaultPolicy(
      file,
      breaker,
      members,
      last === undefined ? indent + file.style.step : indentOf(file, last),
    );
    if (value === undefined || last === undefined) {
      return undefined;
    }
    const declared = file.isTypeScript
      ? `private readonly ${member}: ${type}`.replace('private readonly #', 'readonly #')
      : `/** @type {import(${quoted(file, reference.module)}).${type}} */${eol}${indent}${member}`;
    const needsDeclaration = file.isTypeScript || member.startsWith('#');
    const declaration = needsDeclaration ? declareMember(file, breaker, `${declared}${end}`) : undefined;
    const jsdoc = needsDeclaration
      ? ''
      : `/** @type {import(${quoted(file, reference.module)}).${type}} */${eol}${indentOf(file, last)}`;
    return {
      expression,
      edits: [
        ...imports,
        ...decisions,
        ...option,
        ...(declaration ? [declaration] : []),
        insertAfter(last, `${eol}${indentOf(file, last)}${jsdoc}${expression} = policy ?? ${value}${end}`),
      ],
    };
  }
  const value = defaultPolicy(file, breaker, members, indent);
  if (value === undefined) {
    return undefined;
  }
  // Without an options object the policy is a member with a default, open to be replaced.
  const declared = file.isTypeScript
    ? `${member}: ${type} = ${value}${end}`
    : `/** @type {import(${quoted(file, reference.module)}).${type}} */${eol}${indent}${member} = ${value}${end}`;
  const edit = declareMember(file, breaker, declared);
  return edit && { expression, edits: [...imports, ...decisions, edit] };
}

/** What a constructor declares and sets at once: `constructor(private readonly policy: FailurePolicy)`. */
function parameterProperty(constructor: TSESTree.MethodDefinition | undefined, name: string): Node | undefined {
  return constructor?.value.params
    .flatMap((parameter) => (parameter.type === 'TSParameterProperty' ? [parameter.parameter] : []))
    .find((parameter) => {
      const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      return target.type === 'Identifier' && target.name === name;
    });
}

/** One more member in the constructor's destructured options, and in their type if that is written in this file. */
export function declareOption(
  file: File,
  constructor: TSESTree.MethodDefinition,
  name: string,
  type: string,
): Edit[] | undefined {
  const [parameter] = constructor.value.params;
  const pattern = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (pattern?.type !== 'ObjectPattern' || isTaken(file, name)) {
    return undefined;
  }
  const last = pattern.properties.at(-1);
  if (last === undefined || last.type === 'RestElement') {
    return undefined;
  }
  const oneLine = pattern.loc.start.line === pattern.loc.end.line;
  const edits = [insertAfter(last, oneLine ? `, ${name}` : `,${file.style.eol}${indentOf(file, last)}${name}`)];
  const annotation = pattern.typeAnnotation?.typeAnnotation;
  if (annotation === undefined) {
    return file.isTypeScript ? undefined : edits;
  }
  const members = optionMembers(file, annotation);
  const lastMember = members?.at(-1);
  if (lastMember === undefined) {
    return undefined;
  }
  const separator = /[;,]$/.exec(file.textOf(lastMember))?.[0] ?? '';
  const gap =
    lastMember.loc.start.line === members?.at(-2)?.loc.start.line
      ? ' '
      : `${file.style.eol}${indentOf(file, lastMember)}`;
  return [
    ...edits,
    insertAfter(
      lastMember,
      `${separator === '' && gap === ' ' ? ';' : ''}${gap}${name}?: ${type} | undefined${separator}`,
    ),
  ];
}

function optionMembers(file: File, annotation: Node): readonly Node[] | undefined {
  if (annotation.type === 'TSTypeLiteral') {
    return annotation.members;
  }
  if (annotation.type !== 'TSTypeReference' || annotation.typeName.type !== 'Identifier') {
    return undefined;
  }
  const { name } = annotation.typeName;
  for (const statement of file.ast.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'TSInterfaceDeclaration' && declaration.id.name === name) {
      return declaration.body.body;
    }
  }
  return undefined;
}

function inClosure(
  file: File,
  breaker: Breaker,
  reference: PolicyReference,
  members: PolicyMembers,
): PolicyInScope | undefined {
  const { node } = breaker;
  const state = stateDeclaration(breaker);
  if (state === undefined) {
    return undefined;
  }
  if (isTaken(file, 'policy')) {
    const own = (
      isFunction(node) && node.body?.type === 'BlockStatement'
        ? node.body.body
        : node.type === 'Program'
          ? node.body
          : []
    )
      .flatMap((statement) => (statement.type === 'VariableDeclaration' ? statement.declarations : []))
      .find(({ id }) => id.type === 'Identifier' && id.name === 'policy');
    const edits = own && declaredUnit(file, node, own.init ?? undefined, members);
    return edits && { expression: 'policy', edits };
  }
  const indent = indentOf(file, state);
  const value = defaultPolicy(file, breaker, members, indent);
  const decisions = decisionEdits(file, breaker, 'policy');
  if (value === undefined || decisions === undefined) {
    return undefined;
  }
  const options =
    members.isShown === true || file.isTypeScript || !isFunction(node) ? undefined : optionsOf(file, node);
  // Untyped options may carry one more member; typed ones would have to be declared to.
  const source = options === undefined ? value : `${options}.policy ?? ${value}`;
  const eol = file.style.eol;
  const declared = file.isTypeScript
    ? `const policy: ${reference.name} = ${source}`
    : `/** @type {import(${quoted(file, reference.module)}).${reference.name}} */${eol}${indent}const policy = ${source}`;
  return {
    expression: 'policy',
    edits: [
      ...typeImport(file, reference),
      ...decisions,
      insertBefore(state, `${declared}${file.style.end}${eol}${indent}`),
    ],
  };
}

/** The parameter of which members are read. */
function optionsOf(file: File, { params, body }: FunctionNode): string | undefined {
  const names = params.flatMap((parameter) => {
    const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    return name.type === 'Identifier' ? [name.name] : [];
  });
  const text = body === null || body === undefined ? '' : file.textOf(body);
  return names.find(
    (name) =>
      new RegExp(`(?<![\\w$.])${escaped(name)}\\.\\w`).test(text) &&
      !new RegExp(`(?<![\\w$.])${escaped(name)}\\(`).test(text),
  );
}

/** `import type { FailurePolicy } from '…'`, which leaves no trace at run time. JavaScript says it in JSDoc instead. */
function typeImport(file: File, reference: PolicyReference): Edit[] {
  if (!file.isTypeScript || isTaken(file, reference.name)) {
    return [];
  }
  const eol = file.style.eol;
  const line = `import type { ${reference.name} } from ${quoted(file, reference.module)}${file.style.end}`;
  const imports = file.ast.body.filter((statement) => statement.type === 'ImportDeclaration');
  const last = imports.at(-1);
  const first = file.ast.body[0];
  if (last !== undefined) {
    return [insertAfter(last, `${eol}${line}`)];
  }
  return first === undefined ? [] : [insertBefore(first, `${line}${eol}${eol}`)];
}
