import { DeniedError } from '@ai-collective/platform';
import type { Caller } from './Services.js';

/** The id of the person who asks, about what is theirs in every community. Throws a denial to programs and strangers. */
export function callingPerson({ passport }: Pick<Caller, 'passport'>): string {
  if (passport.kind === 'PERSON') return passport.sub;
  throw new DeniedError(
    { permission: 'community:read', community: passport.community },
    passport.kind === 'ANONYMOUS' ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    'Only a signed-in person has ways to sign in.',
  );
}
