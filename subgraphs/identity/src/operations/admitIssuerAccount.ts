import { newId } from '@ai-collective/contracts';
import { recordAudit, type EntityManager, type Trace } from '@ai-collective/platform';
import { LinkedAccount, type LinkedAccountRow } from '../entities/LinkedAccount.js';
import { Membership } from '../entities/Membership.js';
import { Person } from '../entities/Person.js';
import type { TrustedIssuerRow } from '../entities/TrustedIssuer.js';
import { errors } from '../errors.js';
import type { IssuerAccount } from '../oidc/signInAtIssuer.js';
import { admissionOf } from '../rules/issuerAdmission.js';
import { auditAllowed } from './auditAllowed.js';
import { communitiesOfPerson, communitiesPerPerson } from './communitiesOfPerson.js';
import { findLinkedAccount } from './findLinkedAccount.js';
import { loadTrustedIssuer, type IssuerPlace } from './issuerClient.js';
import { insertLink, type ProvenAccount } from './linkAccount.js';
import { openSession } from './openSession.js';
import type { Services } from './Services.js';

interface Door {
  readonly em: EntityManager;
  readonly now: Date;
  readonly issuer: TrustedIssuerRow;
  readonly account: IssuerAccount;
  readonly trace: Trace;
}

type Refusal = 'OIDC_DOMAIN_REFUSED' | 'OIDC_NOT_A_MEMBER';
type Outcome = { readonly personId: string } | { readonly refusal: Refusal };

/**
 * Begins a session of the person whose account this is: known by issuer and subject, never by e-mail address. Where the
 * issuer has default roles, strangers become members. Returns the session's credential, for the cookie.
 * Throws OIDC_DOMAIN_REFUSED or OIDC_NOT_A_MEMBER, which are audited, OIDC_ISSUER_NOT_FOUND or TOO_MANY_COMMUNITIES.
 */
export async function admitIssuerAccount(
  services: Services,
  place: IssuerPlace,
  { account, trace }: ProvenAccount,
): Promise<string> {
  const entered = await services.database.withTenant(place.communityId, async (em) => {
    const issuer = await loadTrustedIssuer(em, place);
    const door: Door = { em, now: services.clock(), issuer, account, trace };
    const outcome = await personFor(door);
    if ('personId' in outcome) return { credential: await enter(door, outcome.personId) };
    await auditRefusal(door, outcome.refusal);
    return outcome;
  });
  if ('credential' in entered) return entered.credential;
  throw errors[entered.refusal]();
}

async function personFor(door: Door): Promise<Outcome> {
  const { em, issuer, account } = door;
  const link = await findLinkedAccount(em, account);
  const membership =
    link && (await em.findOne(Membership, { tenantId: issuer.tenantId, personId: link.personId }));
  const arrival = {
    provenEmail: account.provenEmail,
    isLinked: link !== null,
    isMember: membership !== null,
  };
  const admission = admissionOf(arrival, issuer);
  switch (admission) {
    case 'ENTER':
      return { personId: await used(door, link) };
    case 'JOIN':
      return { personId: await join(door, await used(door, link)) };
    case 'OPEN_ACCOUNT':
      return { personId: await join(door, await openAccount(door)) };
    case 'DOMAIN_REFUSED':
    case 'NOT_A_MEMBER':
      return { refusal: `OIDC_${admission}` };
  }
}

async function used({ em, now }: Door, link: LinkedAccountRow | null): Promise<string> {
  if (link === null) throw new Error('an account that is not linked cannot enter');
  await em.nativeUpdate(LinkedAccount, { id: link.id }, { usedAt: now });
  return link.personId;
}

/** An address that another account of the community has stays with it: whose it is there, nobody has proved. */
async function openAccount({ em, now, issuer, account }: Door): Promise<string> {
  const { tenantId: homeCommunityId } = issuer;
  const { name, provenEmail } = account;
  const taken = provenEmail && (await em.findOne(Person, { email: provenEmail, homeCommunityId }));
  const email = taken ? null : provenEmail;
  const personId = newId('person');
  await em.insert(Person, { id: personId, name, email, homeCommunityId, createdAt: now });
  await insertLink(em, { personId, account, now });
  return personId;
}

async function join({ em, now, issuer, trace }: Door, personId: string): Promise<string> {
  const communities = await communitiesOfPerson(em, personId);
  if (communities.length >= communitiesPerPerson)
    throw errors.TOO_MANY_COMMUNITIES({ limit: communitiesPerPerson });
  const { tenantId, defaultRoles: roles } = issuer;
  await em.insert(Membership, { id: newId('membership'), tenantId, personId, roles, createdAt: now });
  const actor = { passport: { sub: personId, kind: 'PERSON', policyVersion: 0 }, trace } as const;
  await auditAllowed(em, actor, {
    community: tenantId,
    action: 'members:manage',
    resource: { type: 'Person', id: personId },
    details: { change: 'joined through an issuer', trustedIssuer: issuer.id, roles },
  });
  return personId;
}

async function enter({ em, now, issuer, trace }: Door, personId: string): Promise<string> {
  const proven = { personId, communityId: issuer.tenantId, method: 'OIDC', trace } as const;
  const { session, credential } = await openSession(em, now, proven);
  await em.execute('update session set trusted_issuer_id = ? where id = ?', [issuer.id, session.id]);
  return credential;
}

async function auditRefusal({ em, issuer, trace }: Door, reason: Refusal): Promise<void> {
  const actor = { passport: { sub: '', kind: 'ANONYMOUS', policyVersion: 0 }, trace } as const;
  await recordAudit(em, actor, {
    service: 'identity',
    community: issuer.tenantId,
    action: 'sessions:begin',
    resource: { type: 'TrustedIssuer', id: issuer.id },
    outcome: 'DENIED',
    details: { reason },
  });
}
