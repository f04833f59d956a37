import type { PassportClaims } from '@ai-collective/contracts';
import { DeniedError, type EntityManager } from '@ai-collective/platform';
import { SignInCode } from '../entities/SignInCode.js';
import { errors } from '../errors.js';
import { secretDigest } from '../rules/secretDigest.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeAccount } from './authorizeAccount.js';
import { loadMember } from './loadMember.js';
import type { Member } from './Member.js';
import { newSecret } from './newSecret.js';
import { requireFreshSignIn } from './requireFreshSignIn.js';
import type { Caller, Services } from './Services.js';

/** A link that signs one person in, once. */
export interface SignInLink {
  readonly url: string;
  readonly expiresAt: Date;
}

const lifetimeMilliseconds = 24 * 3600 * 1000;

/**
 * Makes a one-time sign-in link, for the caller unless another member is named. Whoever opens it becomes that person,
 * so it takes the person's roles in this community and those it lies in, and this one must be the home of their account.
 * A session that is not fresh makes none for its own person, who would be signed in afresh by it.
 * Throws PERSON_REQUIRED, MEMBER_NOT_FOUND, FRESH_SIGN_IN_REQUIRED or a denial.
 */
export async function createSignInLink(
  services: Services,
  caller: Caller,
  personId: string | null,
): Promise<SignInLink> {
  const { passport } = caller;
  const { community } = services.authorize(passport, 'members:manage');
  const forPerson = personId ?? (passport.kind === 'PERSON' ? passport.sub : null);
  if (forPerson === null) throw errors.PERSON_REQUIRED();
  return services.database.withTenant(community, async (em) => {
    const createdAt = services.clock();
    await authorizeLink(em, passport, await loadMember(em, { community, personId: forPerson }));
    if (isOwn(passport, forPerson) && passport.session !== undefined)
      await requireFreshSignIn(em, { personId: forPerson, sessionId: passport.session }, createdAt);
    const expiresAt = new Date(createdAt.getTime() + lifetimeMilliseconds);
    const code = newSecret();
    await em.nativeDelete(SignInCode, { tenantId: community, expiresAt: { $lt: createdAt } });
    await em.insert(SignInCode, {
      codeDigest: secretDigest(code),
      tenantId: community,
      personId: forPerson,
      createdBy: passport.sub,
      createdAt,
      expiresAt,
      redeemedAt: null,
    });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'Person', id: forPerson },
      details: { change: 'sign-in link created', expiresAt: expiresAt.toISOString() },
    });
    return { url: `${services.publicUrl}/sign-in?code=${code}`, expiresAt };
  });
}

async function authorizeLink(em: EntityManager, passport: PassportClaims, member: Member): Promise<void> {
  if (isOwn(passport, member.personId)) return;
  await authorizeAccount(em, passport, member.personId);
  if (member.person.homeCommunityId === passport.community) return;
  const message = 'You may not do this: the account of this person is kept by another community.';
  throw new DeniedError(
    { permission: 'members:manage', community: passport.community },
    'FORBIDDEN',
    message,
  );
}

function isOwn({ kind, sub }: PassportClaims, personId: string): boolean {
  return kind === 'PERSON' && sub === personId;
}
