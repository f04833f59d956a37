import { defineErrors, errorWith } from '@ai-collective/platform';

/** Every code governance can answer with, besides those of the platform (FORBIDDEN, PASSPORT_REQUIRED, …). */
export const errors = defineErrors({
  NO_CHANGES: { status: 400, message: 'Say which parameters to change.' },
  PARAMETER_UNKNOWN: errorWith<{ name: string }>(
    400,
    ({ name }) => `There is no policy parameter "${name}".`,
  ),
  PARAMETER_TWICE: errorWith<{ name: string }>(
    400,
    ({ name }) => `The parameter "${name}" is changed twice.`,
  ),
  PARAMETER_OUT_OF_BOUNDS: errorWith<{ name: string; minimum: number; maximum: number }>(
    400,
    ({ name, minimum, maximum }) => `${name} must be a whole number from ${minimum} to ${maximum}.`,
  ),
  LOOSER_THAN_PARENT: errorWith<{ name: string; maximum: number } | { name: string; minimum: number }>(
    400,
    ({ name, ...bound }) =>
      'maximum' in bound
        ? `${name} can be ${bound.maximum} at most: a community around this one allows no more.`
        : `${name} must be ${bound.minimum} at least: a community around this one allows no less.`,
  ),
  RESIDENCY_INVALID: {
    status: 400,
    message:
      'A residency names at most 60 countries such as DE (ISO 3166-1), or parts of them such as DE-BY (ISO 3166-2).',
  },
  RESIDENCY_OUTSIDE_PARENT: errorWith<{ region: string; allowed: string }>(
    400,
    ({ region, allowed }) =>
      `${region} is in no region that the communities around this one allow, which are: ${allowed}.`,
  ),
  STALE_BASE: errorWith<{ baseVersion: number; currentVersion: number }>(
    409,
    ({ currentVersion }) =>
      `The policy has changed meanwhile: version ${currentVersion} is in force. Look at it and try again.`,
  ),
  VOTE_REQUIRED: {
    status: 403,
    message: 'Members decide here: make a proposal, and have it voted on.',
  },
  CHANGE_INVALID: {
    status: 400,
    message: 'Each change names exactly one thing to change, and a proposal has 20 changes at most.',
  },
  RESIDENCY_TWICE: { status: 400, message: 'The residency is changed twice.' },
  POLICY_TWICE: errorWith<{ id: string }>(400, ({ id }) => `The access policy "${id}" is changed twice.`),
  POLICY_INVALID: errorWith<{ reason: string }>(
    400,
    ({ reason }) => `An access policy cannot be enforced: ${reason}`,
  ),
  POLICY_UNKNOWN: errorWith<{ id: string }>(400, ({ id }) => `There is no access policy "${id}".`),
  MODEL_NOT_DENIED: errorWith<{ modelId: string }>(
    400,
    ({ modelId }) => `The model ${modelId} is not denied.`,
  ),
  PROPOSAL_NOT_FOUND: { status: 404, message: 'There is no such proposal.' },
  PROPOSAL_INVALID: errorWith<{ field: string; problem: string }>(
    400,
    ({ field, problem }) => `${field}: ${problem}`,
  ),
  TOO_MANY_PROPOSALS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `You have ${limit} proposals under way, which is the most anybody can have.`,
  ),
  PROPOSAL_STATE: errorWith<{ state: string }>(
    409,
    ({ state }) => `That cannot be done with a proposal that is ${state}.`,
  ),
  NOT_AUTHOR: { status: 403, message: 'Only whoever wrote a proposal can do that.' },
  NO_VOTERS: { status: 409, message: 'Nobody in this community may vote.' },
  VOTER_MUST_BE_PERSON: { status: 403, message: 'Only people vote, and each of them once.' },
  DELEGATE_INVALID: {
    status: 400,
    message: 'Another member who may vote can vote for you, and nobody else.',
  },
  TOPIC_INVALID: {
    status: 400,
    message: 'A topic has 1 to 40 lower-case letters, digits and inner hyphens.',
  },
  SCOPE_INVALID: { status: 400, message: 'Name a proposal or a topic, or neither, and not both.' },
  TOO_MANY_DELEGATIONS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `You have ${limit} delegations, which is the most anybody can have. End one first.`,
  ),
  VOTE_NOT_OPEN: { status: 409, message: 'Nobody can vote on this proposal now.' },
  NOT_ON_ROLL: {
    status: 403,
    message: 'You are not on the roll of this vote: it has those who were members when it started.',
  },
  ALREADY_VOTED: { status: 409, message: 'You have voted already, and a ballot cannot be taken back.' },
  BALLOT_INVALID: errorWith<{ reason: string; words: string }>(400, ({ words }) => words),
  TOO_MANY_BALLOTS: { status: 503, message: 'More ballots are being cast than can be written. Try again.' },
  TREE_SIZE_INVALID: errorWith<{ size: number }>(
    400,
    ({ size }) => `The log has ${size} records: sizes and places are whole numbers within that.`,
  ),
  NOT_SIGNED_YET: { status: 404, message: 'Nothing of this log has been signed yet.' },
  CURSOR_INVALID: { status: 400, message: 'The cursor is not one this list gave.' },
});
