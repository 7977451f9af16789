import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  /** Leaves no trace at run time. */
  readonly typeOnly: boolean;
}

/** Everything that a module imports: `import`, `export … from`, `import()`, `require()`, `import('…')` in a type. */
export function importsOf(code: string): Import[] {
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined) {
      imports.push({ specifier: ts.isStringLiteralLike(specifier) ? specifier.text : '(computed)', typeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node.importClause));
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, false);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, true);
    } else if (ts.isCallExpression(node) && isImportCall(node.expression)) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.ts', code, ts.ScriptTarget.Latest, true));
  return imports;
}

const isTypeOnly = (clause: ts.ImportClause | undefined): boolean =>
  clause !== undefined && clause.phaseModifier === ts.SyntaxKind.TypeKeyword;

const isImportCall = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
