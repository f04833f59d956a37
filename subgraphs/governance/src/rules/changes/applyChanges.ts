import {
  communityPoliciesSchema,
  type CommunityPolicy,
  type PolicyChange,
  type PolicyParameters,
} from '@ai-collective/contracts';
import { changeParameters, type ChangeProblem, type ParameterChange } from '../changeParameters.js';
import { changeResidency, type ResidencyProblem } from '../changeResidency.js';
import { deniedModelPolicy, deniedModelPolicyId } from './deniedModelPolicy.js';

/** What a policy version says. */
export interface PolicyContent {
  readonly parameters: PolicyParameters;
  /** The community's own Cedar policies. */
  readonly policies: readonly CommunityPolicy[];
}

/** Why changes cannot be made. */
export type ApplyProblem =
  | ChangeProblem
  | ResidencyProblem
  | { readonly problem: 'RESIDENCY_TWICE' }
  | { readonly problem: 'POLICY_TWICE'; readonly id: string }
  | { readonly problem: 'POLICY_INVALID'; readonly reason: string }
  | { readonly problem: 'POLICY_UNKNOWN'; readonly id: string }
  | { readonly problem: 'MODEL_NOT_DENIED'; readonly modelId: string };

export type ApplyOutcome =
  { readonly ok: true; readonly content: PolicyContent } | ({ readonly ok: false } & ApplyProblem);

/** Where changes are made: what binds the community from above, and by which proposal. */
export interface ChangePlace {
  /** What the communities around allow at most; null at the top. */
  readonly above: PolicyParameters | null;
  readonly proposalId: string | null;
}

/** A policy after some changes, or the first reason why they cannot be made. Their order does not matter. */
export function applyChanges(
  current: PolicyContent,
  changes: readonly PolicyChange[],
  place: ChangePlace,
): ApplyOutcome {
  if (changes.length === 0) return { ok: false, problem: 'NO_CHANGES' };
  const numbers = changes.flatMap(numbersOf);
  const changed =
    numbers.length === 0
      ? ({ ok: true, parameters: current.parameters } as const)
      : changeParameters(current.parameters, numbers, place.above);
  if (!changed.ok) return changed;
  const residency = residencyAfter(changed.parameters, changes, place);
  if (!residency.ok) return residency;
  const policies = policiesAfter(current.policies, changes, place);
  if (!policies.ok) return policies;
  return { ok: true, content: { parameters: residency.parameters, policies: policies.policies } };
}

/** The numbers that a change sets. */
export function numbersOf(change: PolicyChange): readonly ParameterChange[] {
  if (change.type === 'SET_PARAMETER') return [{ name: change.name, value: change.value }];
  if (change.type !== 'SET_PRICE_SPLIT') return [];
  return [
    { name: 'credit.ownerShare', value: change.owner },
    { name: 'credit.publisherShare', value: change.publisher },
    { name: 'credit.communityShare', value: change.community },
  ];
}

function residencyAfter(
  parameters: PolicyParameters,
  changes: readonly PolicyChange[],
  { above }: ChangePlace,
) {
  const [wanted, another] = changes.filter((change) => change.type === 'SET_RESIDENCY');
  if (another !== undefined) return { ok: false, problem: 'RESIDENCY_TWICE' } as const;
  if (wanted === undefined) return { ok: true, parameters } as const;
  const outcome = changeResidency(wanted.regions, above);
  if (!outcome.ok) return outcome;
  return { ok: true, parameters: { ...parameters, 'placement.residency': outcome.residency } } as const;
}

function policiesAfter(
  current: readonly CommunityPolicy[],
  changes: readonly PolicyChange[],
  { proposalId }: ChangePlace,
) {
  const policies = new Map(current.map((policy) => [policy.id, policy]));
  const touched = new Set<string>();
  for (const change of changes) {
    const edit = policyEdit(change);
    if (edit === undefined) continue;
    const { id, text } = edit;
    if (touched.has(id)) return { ok: false, problem: 'POLICY_TWICE', id } as const;
    touched.add(id);
    if (text !== null) policies.set(id, { id, text, proposalId });
    else if (!policies.delete(id)) return unknownPolicy(change, id);
  }
  const parsed = communityPoliciesSchema.safeParse([...policies.values()].sort(byId));
  if (parsed.success) return { ok: true, policies: parsed.data } as const;
  const reason = parsed.error.issues[0]?.message ?? '';
  return { ok: false, problem: 'POLICY_INVALID', reason } as const;
}

/** The Cedar policy that a change writes, or takes away where it has no text. */
function policyEdit(change: PolicyChange): { readonly id: string; readonly text: string | null } | undefined {
  switch (change.type) {
    case 'DENY_MODEL':
      return deniedModelPolicy(change.modelId);
    case 'ALLOW_MODEL':
      return { id: deniedModelPolicyId(change.modelId), text: null };
    case 'SET_CEDAR_POLICY':
      return { id: change.id, text: change.text };
    case 'REMOVE_CEDAR_POLICY':
      return { id: change.id, text: null };
    case 'SET_PARAMETER':
    case 'SET_RESIDENCY':
    case 'SET_PRICE_SPLIT':
      return undefined;
  }
}

function unknownPolicy(change: PolicyChange, id: string) {
  if (change.type === 'ALLOW_MODEL')
    return { ok: false, problem: 'MODEL_NOT_DENIED', modelId: change.modelId } as const;
  return { ok: false, problem: 'POLICY_UNKNOWN', id } as const;
}

const byId = (one: CommunityPolicy, other: CommunityPolicy): number => (one.id < other.id ? -1 : 1);
