import { createHash } from 'node:crypto';
import { canonicalJson, type PolicyParameters } from '@ai-collective/contracts';

/** SHA-256, hex, of what a policy version says: the same content has the same digest, whoever computes it. */
export function policyDigest(policy: {
  readonly communityId: string;
  readonly version: number;
  readonly parameters: PolicyParameters;
}): string {
  const { communityId, version, parameters } = policy;
  return createHash('sha256').update(canonicalJson({ communityId, version, parameters })).digest('hex');
}
