import ts from 'typescript';

/**
 * The lines of the calls that lead to a line: those that call the function around it, and those that call the functions around these.
 *
 * A function is called by its name (a function, a method, or a variable or property that holds it); a function without a name is
 * called by the call that takes it as an argument, as `.then(() => …)` does.
 */
export function leadingCalls(code: string, filename: string, line: number): Set<number> {
  const file = ts.createSourceFile(filename, code, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const start = file.getPositionOfLineAndCharacter(line - 1, code.split('\n')[line - 1]?.search(/\S/) ?? 0);
  const lines = new Set<number>();
  let around = [functionAround(nodeAt(file, start))];
  for (let hops = 0; hops < 2; hops++) {
    const calls = around.flatMap((target) => (target === undefined ? [] : callsOf(target, file)));
    for (const call of calls) {
      lines.add(lineOf(call));
    }
    around = calls.map((call) => functionAround(call.parent));
  }
  return lines;
}

function nodeAt(parent: ts.Node, position: number): ts.Node {
  const child = ts.forEachChild(parent, (node) =>
    node.getStart() <= position && position < node.end ? node : undefined,
  );
  return child === undefined ? parent : nodeAt(child, position);
}

function functionAround(node: ts.Node | undefined): ts.FunctionLikeDeclaration | undefined {
  return node === undefined || (ts.isFunctionLike(node) && 'body' in node)
    ? (node as ts.FunctionLikeDeclaration | undefined)
    : functionAround(node.parent as ts.Node | undefined);
}

function callsOf(target: ts.FunctionLikeDeclaration, file: ts.SourceFile): ts.Node[] {
  const name = nameOf(target);
  if (name === undefined) {
    return ts.isCallOrNewExpression(target.parent) ? [target.parent] : [];
  }
  const calls: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && calledName(node.expression) === name) {
      calls.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

function nameOf(target: ts.FunctionLikeDeclaration): string | undefined {
  const holder = target.name === undefined ? target.parent : target;
  if (
    ts.isVariableDeclaration(holder) ||
    ts.isPropertyAssignment(holder) ||
    ts.isPropertyDeclaration(holder) ||
    holder === target
  ) {
    return (holder as ts.NamedDeclaration).name?.getText();
  }
  return undefined;
}

function calledName(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) {
    return callee.text;
  }
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
