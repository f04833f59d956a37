import { z } from 'zod';
import type { CedarPolicy } from './CedarPolicy.js';

const mostPolicies = 500;
const longestText = 4_000;
/** All texts of a community together: a bundle is one Kafka message, which holds a mebibyte. */
const mostCharacters = 200_000;

/** One Cedar policy of a community's own. Whether its text is valid Cedar is for whoever enforces it to say. */
const communityPolicySchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits and hyphens'),
  text: z.string().min(1).max(longestText),
  proposalId: z.string().min(1).max(100).nullable().describe('the proposal that enacted it; null: none did'),
});

export type CommunityPolicy = Readonly<z.infer<typeof communityPolicySchema>>;

/** A community's own policies: 500 at most, of 4,000 characters each and 200,000 together, with ids that differ. */
export const communityPoliciesSchema = z
  .array(communityPolicySchema)
  .max(mostPolicies)
  .refine((policies) => new Set(policies.map(({ id }) => id)).size === policies.length, 'ids must differ')
  .refine(
    (policies) => policies.reduce((sum, { text }) => sum + text.length, 0) <= mostCharacters,
    `must have ${mostCharacters} characters together at most`,
  )
  .readonly();

/** A policy of a community that another one lies in, as decisions in that one cite it. */
export function citedByChild(communityId: string, { id, text, proposalId }: CommunityPolicy): CedarPolicy {
  return { id: `parent:${communityId}:${id}`, kind: 'PARENT', text, proposalId };
}

/** A community's policy as decisions cite it. */
export function citedPolicy({ id, text, proposalId }: CommunityPolicy): CedarPolicy {
  return { id: `community:${id}`, kind: 'COMMUNITY', text, proposalId };
}
