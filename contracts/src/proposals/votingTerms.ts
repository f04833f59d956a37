import { z } from 'zod';

const milliseconds = z.int().nonnegative();
/** In hundredths of a percent. */
const share = z.int().min(0).max(10_000);

/** What a vote is held by: as the community's policy had it when the proposal was submitted, and from then on the same. */
export const votingTermsSchema = z.object({
  delayMs: milliseconds,
  periodMs: milliseconds,
  extensionMs: milliseconds,
  timeLockMs: milliseconds,
  graceMs: milliseconds,
  quorumShare: share,
  majorityShare: share,
  mostCarriedShare: share,
});

export type VotingTerms = Readonly<z.infer<typeof votingTermsSchema>>;
