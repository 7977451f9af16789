import type { TSESTree } from '@typescript-eslint/types';

import { inScopeOf } from './bindings.js';
import { within } from './exits.js';
import { lowerExpression } from './expressions.js';
import type { FunctionBuilder } from './function-builder.js';
import { declareAll, hoistFunctions, lowerStatement } from './statements.js';

/** The tests one after the other, then the bodies one after the other, each of which falls through to the next one. */
export function lowerSwitch(fn: FunctionBuilder, node: TSESTree.SwitchStatement): void {
  const { discriminant, cases } = node;
  const after = fn.block();
  const tested = lowerExpression(fn, discriminant);
  const value = fn.keep(tested, discriminant.range[1], node.range[1], discriminant);
  const scope = fn.module.variables.scopeOf(node);
  inScopeOf(fn, scope, node, () => {
    // A case may use what only another one gives a value.
    declareAll(fn, scope?.variables ?? []);
    hoistFunctions(
      fn,
      cases.flatMap(({ consequent }) => consequent),
    );
    const bodies = cases.map(() => fn.block());
    const fallback = bodies[cases.findIndex(({ test }) => test === null)] ?? after;
    cases.forEach(({ test }, index) => {
      const body = bodies[index];
      if (test !== null && body !== undefined) {
        const next = fn.block();
        const right = lowerExpression(fn, test);
        const site = fn.site(test);
        const isSame = fn.value({ op: 'binary', into: fn.register(), operator: '===', left: value, right, site });
        fn.branch(isSame, body, next, test);
        fn.begin(next);
      }
    });
    fn.goto(fallback, node);
    within(fn, [{ kind: 'break', labels: [], isNearest: true, to: after }], () => {
      cases.forEach((branch, index) => {
        const body = bodies[index];
        if (body !== undefined) {
          fn.begin(body);
          for (const statement of branch.consequent) {
            lowerStatement(fn, statement);
          }
          fn.goto(bodies[index + 1] ?? after, branch);
        }
      });
    });
  });
  fn.begin(after);
}
