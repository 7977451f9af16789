/** Names of types: what is known of a value that somebody else will give. */
import type { TSESTree } from '@typescript-eslint/types';

type Node = TSESTree.Node;

const NOTHING = new Set(['TSUndefinedKeyword', 'TSNullKeyword', 'TSVoidKeyword']);

/** `HttpClient` for `HttpClient<Order>`, `net.HttpClient`, `import('net').HttpClient` and `HttpClient | undefined`. */
export function typeName(annotation: Node | undefined): string | undefined {
  switch (annotation?.type) {
    case 'TSTypeAnnotation':
      return typeName(annotation.typeAnnotation);
    case 'TSTypeReference':
      return lastName(annotation.typeName);
    case 'TSImportType':
      return annotation.qualifier === null ? undefined : lastName(annotation.qualifier);
    case 'TSUnionType': {
      const [type, ...more] = annotation.types.filter((member) => !NOTHING.has(member.type));
      return more.length === 0 ? typeName(type) : undefined;
    }
    default:
      return undefined;
  }
}

/** The last name of `a.b.C`, in types and in expressions. */
export function lastName(node: Node): string | undefined {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'TSQualifiedName':
      return node.right.name;
    case 'MemberExpression':
      return lastName(node.property);
    default:
      return undefined;
  }
}
