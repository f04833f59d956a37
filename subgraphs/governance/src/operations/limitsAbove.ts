import type { PassportClaims, PolicyParameters } from '@ai-collective/contracts';
import type { Services } from './Services.js';

/** What the communities that the caller's lies in allow it at most; null at the top. Throws POLICIES_NOT_READY. */
export function limitsAbove(
  { policies }: Pick<Services, 'policies'>,
  { ancestors }: Pick<PassportClaims, 'ancestors'>,
): PolicyParameters | null {
  const [parent, ...further] = ancestors;
  return parent === undefined ? null : policies.get(parent, further).parameters;
}
