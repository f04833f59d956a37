import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError } from '@ai-collective/platform';

/** The id of the person who asks, wherever they are. Throws UNAUTHENTICATED for anybody else. */
export function authorizePerson({ kind, sub, community }: PassportClaims): string {
  if (kind === 'PERSON') return sub;
  const message = 'Only people can do this, about themselves. Sign in first.';
  throw new DeniedError({ permission: 'community:read', community }, 'UNAUTHENTICATED', message);
}
