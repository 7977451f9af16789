/** What each identifier of a module names, and which variables outlive the function that declares them. */
import type { Reference, Scope, ScopeManager, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';

type Node = TSESTree.Node;

/** A variable that is a property as well: a member of an enum, or what a namespace exports. `scope` is that of the enum or namespace. */
export interface Membership {
  readonly scope: Scope;
  readonly name: string;
}

/** Scopes that a function begins; the variables of all others live in the function around them. */
const FUNCTIONS = new Set(['function', 'module', 'global', 'class-field-initializer', 'class-static-block']);

/** What is asked of a scope analysis, whoever made it. */
export type Scopes = Pick<ScopeManager, 'scopes' | 'getDeclaredVariables'>;

export class VariableTable {
  readonly #variables = new Map<Node, Variable>();
  readonly #memberships = new Map<Node, Membership>();
  /** Identifiers inside `with`, of which nobody knows what they name. */
  readonly #dynamic = new Set<Node>();
  readonly #captured = new Set<Variable>();
  readonly #writes = new Map<Variable, number[]>();
  readonly #sorted = new Set<Variable>();
  readonly #scopes = new Map<Node, Scope>();
  readonly #nameScopes = new Map<Node, Scope>();
  readonly #owners = new Map<Scope, Scope>();
  /** Which of its two variables the name of a class is. */
  readonly #classNames = new Map<Variable, Variable>();
  /** The declarations of enums and namespaces, by what they are declared in and their names. */
  readonly #parts = new Map<Scope, Map<string, Scope[]>>();
  /** Variables that a namespace exports: they are its properties. */
  readonly #exported = new Map<Scope, Set<Variable>>();
  readonly #manager: Scopes;
  /** The scopes of the whole program: that of a module, and the global one of a script. */
  readonly program: readonly Scope[];

  constructor(manager: Scopes, ast: TSESTree.Program) {
    this.#manager = manager;
    this.program = manager.scopes.filter(({ block }) => block === ast);
    for (const scope of manager.scopes) {
      this.#register(scope);
    }
    for (const scope of manager.scopes) {
      for (const variable of scope.variables) {
        this.#declare(variable);
      }
      for (const reference of scope.references) {
        this.#resolve(reference);
      }
    }
  }

  /** The variable that an identifier names; undefined for one that the module does not declare. */
  variableOf(identifier: Node): Variable | undefined {
    return this.#variables.get(identifier);
  }

  membershipOf(identifier: Node): Membership | undefined {
    return this.#memberships.get(identifier);
  }

  isDynamic(identifier: Node): boolean {
    return this.#dynamic.has(identifier);
  }

  /** The scope that a node begins: of a function, a class, a block, a loop, … */
  scopeOf(node: Node): Scope | undefined {
    return this.#scopes.get(node);
  }

  /** The scope of the own name of a function expression. */
  nameScopeOf(node: Node): Scope | undefined {
    return this.#nameScopes.get(node);
  }

  /** The variables that a declaration declares. */
  declaredBy(node: Node): readonly Variable[] {
    return this.#manager.getDeclaredVariables(node).map((variable) => this.#canonical(variable));
  }

  /** Whether it lives in a scope, not in a register. */
  isShared(variable: Variable): boolean {
    return this.#captured.has(variable) || this.program.includes(variable.scope);
  }

  /** The variables of an analysed scope that live in a scope of the running program. */
  sharedIn(scope: Scope): readonly Variable[] {
    return scope.variables.filter(
      (variable) =>
        this.isShared(variable) &&
        this.#canonical(variable) === variable &&
        (isValue(variable) || (isArguments(variable) && this.#captured.has(variable))) &&
        !this.#isMember(variable),
    );
  }

  /** Whether a variable is written in a stretch of the source, offsets from `start` to `end`. */
  isWrittenWithin(variable: Variable, start: number, end: number): boolean {
    const positions = this.#writes.get(variable);
    if (positions === undefined) {
      return false;
    }
    if (!this.#sorted.has(variable)) {
      this.#sorted.add(variable);
      positions.sort((a, b) => a - b);
    }
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[middle] ?? Infinity) < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (positions[low] ?? Infinity) < end;
  }

  #register(scope: Scope): void {
    if (scope.type === 'function-expression-name') {
      this.#nameScopes.set(scope.block, scope);
    } else if (scope.type !== 'class-field-initializer') {
      this.#scopes.set(scope.block, scope);
    }
    if (scope.type === 'tsModule' || scope.type === 'tsEnum') {
      this.#partsOf(scope).push(scope);
    }
    if (scope.type === 'tsModule') {
      this.#exported.set(scope, this.#exportsOf(scope.block));
      this.#nameRoot(scope);
    }
  }

  /** `namespace a.b {}` declares no variable, but there may be one. */
  #nameRoot(scope: Scope): void {
    let { id: root } = scope.block as { id: Node };
    while (root.type === 'TSQualifiedName') {
      root = root.left;
    }
    const variable = root.type === 'Identifier' ? scope.upper?.set.get(root.name) : undefined;
    if (variable !== undefined && isValue(variable)) {
      this.#variables.set(root, variable);
    }
  }

  #exportsOf({ body }: TSESTree.TSModuleDeclaration): Set<Variable> {
    const statements = body?.type === 'TSModuleBlock' ? body.body : [];
    const declarations = statements.flatMap((statement) =>
      statement.type === 'ExportNamedDeclaration' && statement.declaration !== null ? [statement.declaration] : [],
    );
    return new Set(declarations.flatMap((declaration) => this.#manager.getDeclaredVariables(declaration)));
  }

  #declare(variable: Variable): void {
    const canonical = this.#canonical(variable);
    if (!isValue(canonical)) {
      return;
    }
    for (const identifier of variable.identifiers) {
      this.#variables.set(identifier, canonical);
      if (this.#isMember(canonical)) {
        this.#memberships.set(identifier, canonical);
      }
    }
  }

  #resolve(reference: Reference): void {
    // Only one of the two scope analyses knows types.
    if ((reference as { isValueReference?: boolean }).isValueReference === false) {
      return;
    }
    const { identifier, from } = reference;
    const variable = reference.resolved ?? this.#lookUp(from, identifier);
    if (variable === undefined) {
      return;
    }
    const canonical = this.#canonical(variable);
    if (isArguments(canonical) ? this.program.includes(canonical.scope) : !isValue(canonical)) {
      return;
    }
    if (this.#isMember(canonical)) {
      this.#noteMembership(identifier, from, canonical);
      return;
    }
    this.#variables.set(identifier, canonical);
    this.#noteUse(canonical, from);
    if (reference.isWrite()) {
      const positions = this.#writes.get(canonical) ?? [];
      positions.push(identifier.range[0]);
      this.#writes.set(canonical, positions);
    }
  }

  #noteUse(variable: Variable, from: Scope): void {
    if (this.#ownerOf(from) !== this.#ownerOf(variable.scope)) {
      this.#captured.add(variable);
    }
  }

  #noteMembership(identifier: Node, from: Scope, membership: Membership): void {
    this.#memberships.set(identifier, membership);
    const object = this.objectOf(membership.scope);
    if (object !== undefined) {
      this.#noteUse(object, from);
    }
  }

  /** The variable that holds the object of an enum or a namespace; undefined for `namespace a.b {}`. */
  objectOf(scope: Scope): Variable | undefined {
    const { id } = scope.block as TSESTree.TSEnumDeclaration | TSESTree.TSModuleDeclaration;
    return id.type === 'Identifier' ? scope.upper?.set.get(id.name) : undefined;
  }

  #isMember(variable: Variable): boolean {
    const { scope } = variable;
    return (
      scope.type === 'tsEnum' ||
      (scope.type === 'tsModule' &&
        variable.defs[0]?.type === 'Variable' &&
        this.#exported.get(scope)?.has(variable) === true)
    );
  }

  /** What an analysis leaves open: variables of scripts, of functions that call `eval`, of another part of a namespace or enum. */
  #lookUp(from: Scope, identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | undefined {
    const { name } = identifier;
    for (let scope: Scope | null = from; scope !== null; scope = scope.upper) {
      if (scope.type === 'with') {
        this.#dynamic.add(identifier);
        return undefined;
      }
      const variable = scope.set.get(name);
      if (variable !== undefined && (isValue(variable) || isArguments(variable))) {
        return variable;
      }
      const elsewhere = scope.type === 'tsModule' || scope.type === 'tsEnum' ? this.#otherPart(scope, name) : undefined;
      if (elsewhere !== undefined) {
        this.#noteMembership(identifier, from, { scope, name: elsewhere.name });
        return undefined;
      }
    }
    return undefined;
  }

  /** A member of a namespace or enum that another declaration of it declares. */
  #otherPart(scope: Scope, name: string): Variable | undefined {
    for (const part of this.#partsOf(scope)) {
      const variable = part.set.get(name);
      const isPublic = variable !== undefined && (part.type === 'tsEnum' || this.#exported.get(part)?.has(variable));
      if (part !== scope && isPublic === true && isValue(variable)) {
        return variable;
      }
    }
    return undefined;
  }

  /** All declarations of an enum or namespace. */
  #partsOf({ block, upper }: Scope): Scope[] {
    const { id } = block as TSESTree.TSEnumDeclaration | TSESTree.TSModuleDeclaration;
    if (upper === null) {
      return [];
    }
    const byName = this.#parts.get(upper) ?? new Map<string, Scope[]>();
    this.#parts.set(upper, byName);
    const parts = byName.get(qualifiedName(id)) ?? [];
    byName.set(qualifiedName(id), parts);
    return parts;
  }

  /** The name of a class has a variable inside the class and one around it; they are one as long as nothing else is assigned. */
  #canonical(variable: Variable): Variable {
    if (variable.scope.type !== 'class') {
      return variable;
    }
    let canonical = this.#classNames.get(variable);
    if (canonical === undefined) {
      canonical = this.#classNameOf(variable);
      this.#classNames.set(variable, canonical);
    }
    return canonical;
  }

  #classNameOf(variable: Variable): Variable {
    const { scope, name } = variable;
    if (scope.type !== 'class' || scope.block.type !== 'ClassDeclaration') {
      return variable;
    }
    const outer = scope.upper.set.get(name);
    const identifier = scope.block.id;
    const isSame = outer !== undefined && identifier !== null && outer.identifiers.includes(identifier);
    return isSame && variable.identifiers.includes(identifier) && !outer.references.some((use) => use.isWrite())
      ? outer
      : variable;
  }

  /** The function in which a scope stands, as the scope that begins it. */
  #ownerOf(scope: Scope): Scope {
    const known = this.#owners.get(scope);
    if (known !== undefined) {
      return known;
    }
    let owner: Scope;
    if (this.program.includes(scope)) {
      owner = this.program[0] ?? scope;
    } else if (FUNCTIONS.has(scope.type) || scope.upper === null) {
      owner = scope;
    } else if (scope.type === 'function-expression-name') {
      owner = this.#scopes.get(scope.block) ?? scope;
    } else {
      owner = this.#ownerOf(scope.upper);
    }
    this.#owners.set(scope, owner);
    return owner;
  }
}

/** `a.b` for the name of `namespace a.b {}` */
function qualifiedName(node: Node): string {
  if (node.type === 'TSQualifiedName') {
    return `${qualifiedName(node.left)}.${node.right.name}`;
  }
  return node.type === 'Identifier' ? node.name : '';
}

export const isArguments = ({ name, defs, scope }: Variable): boolean =>
  name === 'arguments' && defs.length === 0 && scope.type === 'function';

/** Whether it is there at run time: types are not, nor is what is only declared to be somewhere else. */
export const isValue = ({ defs }: Variable): boolean => defs.some(isValueDefinition);

function isValueDefinition({ type, node, parent }: Variable['defs'][number]): boolean {
  switch (type) {
    case 'Type':
      return false;
    case 'FunctionName':
      return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
    case 'Variable':
      return !(parent as { declare?: boolean }).declare;
    case 'ClassName':
    case 'TSEnumName':
      return !node.declare;
    case 'TSModuleName':
      return !node.declare && isInstantiated(node);
    case 'ImportBinding':
      return !isTypeImport(node, parent);
    default:
      return true;
  }
}

type ImportNode = TSESTree.ImportClause | TSESTree.TSImportEqualsDeclaration;

/** `import type …`, `import { type … }` */
export const isTypeImport = (
  specifier: ImportNode,
  declaration: TSESTree.ImportDeclaration | TSESTree.TSImportEqualsDeclaration,
): boolean =>
  declaration.importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type');

const TYPES = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'EmptyStatement']);

/** Whether a namespace has anything but types. */
export function isInstantiated({ body }: TSESTree.TSModuleDeclaration): boolean {
  const statements = body?.type === 'TSModuleBlock' ? body.body : [];
  return statements.some((statement) => {
    const declaration: Node =
      statement.type === 'ExportNamedDeclaration' ? (statement.declaration ?? statement) : statement;
    return declaration.type === 'TSModuleDeclaration'
      ? isInstantiated(declaration)
      : !TYPES.has(declaration.type) && (declaration as { declare?: boolean }).declare !== true;
  });
}
