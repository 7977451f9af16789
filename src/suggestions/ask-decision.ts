/** "Ask a failure policy": what the code of a breaker, or of the retry that it is composed with, decides by itself. */
import type { HardCodedDecision } from '../analysis/facts.js';
import type { PolicyReference } from '../policy/settings.js';
import { askPolicy } from './ask-policy.js';
import type { Edit, File } from './edits.js';
import { askDecision, policyDeclared, policyInScope } from './policy-scope.js';

const QUESTION = { open: 'shouldOpenCircuit', close: 'shouldCloseCircuit' } as const;

/** Undefined where the decision rests on more than a count and a limit, or where there is no place for the policy. */
export function decideByPolicy(
  file: File,
  { breaker, call, kind, node }: HardCodedDecision,
  reference: PolicyReference,
): Edit[] | undefined {
  if (kind === 'retry') {
    return askPolicy(file, call, reference, 'at-limit');
  }
  const declared = policyDeclared(file, breaker, reference);
  // What counts sequences is told with the threshold, which a policy that is handed in does not show.
  const losesNumber =
    breaker.threshold.kind === 'known' && call.recorded === 'sequence' && !call.unitDeclared && !call.askedPerAttempt;
  if (declared !== undefined) {
    const isShown = file.textOf(breaker.node).includes('shouldOpenCircuit:');
    return kind === 'open' && losesNumber && !isShown
      ? undefined
      : askDecision(file, node, `${declared}.${QUESTION[kind]}`);
  }
  const policy = policyInScope(file, breaker, reference, losesNumber ? { isShown: true } : {});
  const isAsked = policy?.edits.some(({ range }) => range[0] === node.range[0] && range[1] === node.range[1]) === true;
  return isAsked ? policy?.edits.slice() : undefined;
}
