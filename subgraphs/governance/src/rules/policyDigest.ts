import { createHash } from 'node:crypto';
import { canonicalJson, type CommunityPolicy, type PolicyParameters } from '@ai-collective/contracts';

/**
 * SHA-256, hex, of what a policy version says: the same content has the same digest, whoever computes it. A version
 * without policies of the community's own has the digest it had before there were any.
 */
export function policyDigest(policy: {
  readonly communityId: string;
  readonly version: number;
  readonly parameters: PolicyParameters;
  readonly policies?: readonly CommunityPolicy[];
}): string {
  const { communityId, version, parameters, policies = [] } = policy;
  const own = policies.length === 0 ? {} : { policies };
  return createHash('sha256')
    .update(canonicalJson({ communityId, version, parameters, ...own }))
    .digest('hex');
}
