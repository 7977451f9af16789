/** Which expressions of a module are instances of a class of that module, as far as declarations say. */
import { memberKey, unwrap, type ClassNode, type Node } from '../ast/nodes.js';
import type { ModuleIndex, Variable } from './module.js';
import { calledFunction, placeOf, returnsOf } from './places.js';

const MAX_HOPS = 4;

/** Objects of member accesses outside the class that are instances of it: `breaker` of `breaker.execute(…)`. */
export function receiversOf(index: ModuleIndex, node: ClassNode): ReadonlySet<Node> {
  const search = new Search(index, node);
  const found = new Set<Node>();
  const keys = new Set(
    node.body.body.map((member) =>
      member.type === 'MethodDefinition' || member.type === 'PropertyDefinition' ? memberKey(member) : undefined,
    ),
  );
  for (const key of keys) {
    for (const object of key === undefined ? [] : objectsOf(key, index)) {
      if (search.isInstance(object, MAX_HOPS)) {
        found.add(object);
      }
    }
  }
  return found;
}

const objects = new WeakMap<ModuleIndex, Map<string, Node[]>>();

/** What a member of some name is taken from, other than the instance itself. */
function objectsOf(key: string, index: ModuleIndex): readonly Node[] {
  let byKey = objects.get(index);
  if (byKey === undefined) {
    byKey = new Map();
    for (const member of index.nodesOfType('MemberExpression')) {
      const name = memberKey(member);
      const object = unwrap(member.object);
      if (name === undefined || object.type === 'ThisExpression' || object.type === 'Super') {
        continue;
      }
      const list = byKey.get(name);
      if (list === undefined) {
        byKey.set(name, [object]);
      } else {
        list.push(object);
      }
    }
    objects.set(index, byKey);
  }
  return byKey.get(key) ?? [];
}

class Search {
  private readonly variables = new Map<Variable, boolean>();
  private readonly places = new Map<string, boolean>();

  constructor(
    private readonly index: ModuleIndex,
    private readonly node: ClassNode,
  ) {}

  isInstance(expression: Node, hops: number): boolean {
    const { index } = this;
    const inner = unwrap(expression);
    if (hops <= 0) {
      return false;
    }
    switch (inner.type) {
      case 'NewExpression': {
        const variable = inner.callee.type === 'Identifier' ? index.variableOf(inner.callee) : undefined;
        return this.isClassVariable(variable);
      }
      case 'ConditionalExpression':
        return this.isInstance(inner.consequent, hops) || this.isInstance(inner.alternate, hops);
      case 'LogicalExpression':
        return this.isInstance(inner.left, hops) || this.isInstance(inner.right, hops);
      case 'AssignmentExpression':
        return this.isInstance(inner.right, hops);
      case 'Identifier': {
        const variable = index.variableOf(inner);
        return (
          variable !== undefined && this.remember(this.variables, variable, () => this.isVariable(variable, hops - 1))
        );
      }
      case 'MemberExpression': {
        const owner = index.enclosingClass(inner);
        const key = memberKey(inner);
        return (
          owner !== undefined &&
          key !== undefined &&
          unwrap(inner.object).type === 'ThisExpression' &&
          this.remember(this.places, `${owner.range[0]} ${key}`, () => this.isField(owner, key, hops - 1))
        );
      }
      case 'CallExpression': {
        const callee = unwrap(inner.callee);
        if (callee.type === 'MemberExpression' && memberKey(callee) === 'get') {
          const collection = placeOf(callee.object, index);
          return (
            collection !== undefined &&
            this.remember(this.places, collection.key, () =>
              this.holdsInstances(collection.key, callee.object, hops - 1),
            )
          );
        }
        const fn = calledFunction(callee, index);
        return (
          fn !== undefined &&
          (this.isNamed(fn.returnType) || returnsOf(fn, index).some((returned) => this.isInstance(returned, hops - 1)))
        );
      }
      default:
        return false;
    }
  }

  /** While a place is being looked at, it is no instance: definitions may run in circles. */
  private remember<Key>(known: Map<Key, boolean>, key: Key, find: () => boolean): boolean {
    const before = known.get(key);
    if (before !== undefined) {
      return before;
    }
    known.set(key, false);
    const result = find();
    known.set(key, result);
    return result;
  }

  private isClassVariable(variable: Variable | undefined): boolean {
    const definition = variable?.defs[0]?.node;
    const held =
      definition?.type === 'VariableDeclarator' && definition.init !== null ? unwrap(definition.init) : definition;
    return this.index.classBehind(held) === this.node;
  }

  private isVariable(variable: Variable, hops: number): boolean {
    const [definition] = variable.defs;
    if (definition === undefined) {
      return false;
    }
    const { name } = definition;
    if (name.type === 'Identifier' && this.isNamed(name.typeAnnotation)) {
      return true;
    }
    const { node } = definition;
    if (node.type === 'VariableDeclarator' && node.id === name) {
      return node.init !== null && this.isInstance(node.init, hops);
    }
    return false;
  }

  private isField(owner: ClassNode, key: string, hops: number): boolean {
    for (const member of owner.body.body) {
      if (member.type === 'PropertyDefinition' && memberKey(member) === key) {
        return this.isNamed(member.typeAnnotation) || (member.value !== null && this.isInstance(member.value, hops));
      }
      if (member.type === 'MethodDefinition' && member.kind === 'constructor') {
        const parameter = member.value.params.find(
          (candidate) =>
            candidate.type === 'TSParameterProperty' &&
            candidate.parameter.type === 'Identifier' &&
            candidate.parameter.name === key,
        );
        if (
          parameter?.type === 'TSParameterProperty' &&
          parameter.parameter.type === 'Identifier' &&
          this.isNamed(parameter.parameter.typeAnnotation)
        ) {
          return true;
        }
      }
    }
    return this.index.nodesOfType('AssignmentExpression').some((assignment) => {
      const left = unwrap(assignment.left);
      return (
        left.type === 'MemberExpression' &&
        memberKey(left) === key &&
        unwrap(left.object).type === 'ThisExpression' &&
        this.index.enclosingClass(left) === owner &&
        this.isInstance(assignment.right, hops)
      );
    });
  }

  /** A collection that is typed as one of such instances, or that one is put into. */
  private holdsInstances(key: string, collection: Node, hops: number): boolean {
    const { index } = this;
    const declared = declarationOf(collection, index);
    if (
      declared !== undefined &&
      this.node.id !== null &&
      new RegExp(`\\bMap<[^>]*\\b${this.node.id.name}\\b`).test(index.textOf(declared))
    ) {
      return true;
    }
    return index.nodesOfType('CallExpression').some((call) => {
      const callee = unwrap(call.callee);
      const value = call.arguments[1];
      return (
        value !== undefined &&
        callee.type === 'MemberExpression' &&
        memberKey(callee) === 'set' &&
        placeOf(callee.object, index)?.key === key &&
        this.isInstance(value, hops)
      );
    });
  }

  /** `: Breaker`, `: Breaker | undefined`. */
  private isNamed(annotation: { readonly typeAnnotation: Node } | undefined): boolean {
    const type = annotation?.typeAnnotation;
    const options = type?.type === 'TSUnionType' ? type.types : [type];
    return options.some(
      (option) =>
        option?.type === 'TSTypeReference' &&
        option.typeName.type === 'Identifier' &&
        option.typeName.name === this.node.id?.name,
    );
  }
}

/** The field or variable declaration behind a collection. */
function declarationOf(collection: Node, index: ModuleIndex): Node | undefined {
  const node = unwrap(collection);
  if (node.type === 'Identifier') {
    return index.variableOf(node)?.defs[0]?.node;
  }
  if (node.type !== 'MemberExpression' || unwrap(node.object).type !== 'ThisExpression') {
    return undefined;
  }
  const key = memberKey(node);
  return index
    .enclosingClass(node)
    ?.body.body.find((member) => member.type === 'PropertyDefinition' && memberKey(member) === key);
}
