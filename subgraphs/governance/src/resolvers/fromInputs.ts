import type { PolicyChange } from '@ai-collective/contracts';
import type { BallotContent } from '../entities/Ballot.js';
import { errors } from '../errors.js';
import type { DelegationScope } from '../rules/delegation/Delegation.js';
import type {
  CastBallotInput,
  CreateProposalInput,
  DelegationScopeInput,
  OptionValueInput,
  PolicyChangeInput,
} from './types/ProposalInputs.js';

/** A draft as the operation checks it: what was not given is left out. Throws CHANGE_INVALID. */
export function toDraft({ changes, ...draft }: CreateProposalInput): Readonly<Record<string, unknown>> {
  const given = Object.entries(draft).filter(([, value]) => value != null);
  return { ...Object.fromEntries(given), changes: (changes ?? []).map(toChange) };
}

type ChangeReaders = {
  readonly [Name in keyof Required<PolicyChangeInput>]: (
    value: NonNullable<PolicyChangeInput[Name]>,
  ) => PolicyChange;
};

const readers: ChangeReaders = {
  setParameter: ({ name, value }) => ({ type: 'SET_PARAMETER', name, value }),
  setResidency: (regions) => ({ type: 'SET_RESIDENCY', regions }),
  setPriceSplit: ({ owner, publisher, community }) => ({
    ...{ type: 'SET_PRICE_SPLIT', owner, publisher, community },
  }),
  denyModel: (modelId) => ({ type: 'DENY_MODEL', modelId }),
  allowModel: (modelId) => ({ type: 'ALLOW_MODEL', modelId }),
  setAccessPolicy: ({ id, text }) => ({ type: 'SET_CEDAR_POLICY', id, text }),
  removeAccessPolicy: (id) => ({ type: 'REMOVE_CEDAR_POLICY', id }),
};

function toChange(input: PolicyChangeInput): PolicyChange {
  const given = (Object.keys(readers) as (keyof ChangeReaders)[]).filter((name) => input[name] != null);
  const [name] = given;
  if (name === undefined || given.length > 1) throw errors.CHANGE_INVALID();
  const read = readers[name] as (value: unknown) => PolicyChange;
  return read(input[name]);
}

const longestReason = 2_000;

/** A ballot as it is counted. Throws BALLOT_INVALID where an option is named twice, or the reason is too long. */
export function toBallotContent(input: CastBallotInput): BallotContent {
  const { position, choice, approvals, weights, scores, ranking, reason } = input;
  if (reason != null && (reason.length > longestReason || /[\0\p{Surrogate}]/u.test(reason)))
    throw errors.BALLOT_INVALID({
      reason: 'REASON_INVALID',
      words: 'A reason has 2,000 characters at most, all of them well formed.',
    });
  return {
    ...(position != null ? { choice: position } : choice != null && { choice }),
    ...(approvals != null && { approvals }),
    ...(weights != null && { weights: valuesOf(weights) }),
    ...(scores != null && { scores: valuesOf(scores) }),
    ...(ranking != null && { ranking }),
    ...(reason != null && reason !== '' && { reason }),
  };
}

function valuesOf(values: readonly OptionValueInput[]): Readonly<Record<string, number>> {
  if (new Set(values.map(({ option }) => option)).size < values.length)
    throw errors.BALLOT_INVALID({ reason: 'OPTION_REPEATED', words: 'It names an option twice.' });
  return Object.fromEntries(values.map(({ option, value }) => [option, value]));
}

/** What a delegation is for. Throws SCOPE_INVALID. */
export function toScope(input: DelegationScopeInput | null | undefined): DelegationScope {
  const { proposalId = null, topic = null } = input ?? {};
  if (proposalId !== null && topic !== null) throw errors.SCOPE_INVALID();
  if (proposalId !== null) return { type: 'PROPOSAL', proposalId };
  return topic === null ? { type: 'COMMUNITY' } : { type: 'TOPIC', topic };
}
