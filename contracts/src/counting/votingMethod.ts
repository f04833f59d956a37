/** How the ballots of a vote are counted. Conviction is not among them: it has no end at which ballots are counted. */
export const votingMethods = [
  'single-choice',
  'approval',
  'weighted',
  'score',
  'instant-runoff',
  'copeland',
  'quadratic',
] as const;
export type VotingMethod = (typeof votingMethods)[number];

/** Most options a vote can have. */
export const mostOptions = 100;
