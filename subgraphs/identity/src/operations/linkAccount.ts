import { newId } from '@ai-collective/contracts';
import type { EntityManager, Trace } from '@ai-collective/platform';
import { LinkedAccount, type LinkedAccountRow } from '../entities/LinkedAccount.js';
import { Session } from '../entities/Session.js';
import { errors } from '../errors.js';
import type { IssuerAccount } from '../oidc/signInAtIssuer.js';
import { isOfDomains } from '../rules/issuerProfile.js';
import { standingOf } from '../rules/standing.js';
import { auditAllowed } from './auditAllowed.js';
import { findLinkedAccount } from './findLinkedAccount.js';
import { loadTrustedIssuer, type IssuerPlace } from './issuerClient.js';
import { loadMember } from './loadMember.js';
import type { Services } from './Services.js';

const accountsPerPerson = 20;

/** An account at an issuer that somebody has just proved to be theirs, in which request. */
export interface ProvenAccount {
  readonly account: IssuerAccount;
  readonly trace: Trace;
}

/**
 * Links an account to the person of a session, who can sign in with it from now on; again, it changes nothing.
 * Throws OIDC_ACCOUNT_TAKEN, OIDC_DOMAIN_REFUSED, TOO_MANY_LINKED_ACCOUNTS, SESSION_ENDED, MEMBER_NOT_FOUND or OIDC_ISSUER_NOT_FOUND.
 */
export async function linkAccount(
  services: Services,
  place: IssuerPlace & { readonly sessionId: string },
  { account, trace }: ProvenAccount,
): Promise<void> {
  const { communityId: community, sessionId } = place;
  await services.database.withTenant(community, async (em) => {
    const now = services.clock();
    const { emailDomains } = await loadTrustedIssuer(em, place);
    const session = await em.findOne(Session, { id: sessionId });
    if (session === null || standingOf(session, now) !== 'VALID') throw errors.SESSION_ENDED();
    const { personId } = session;
    await loadMember(em, { community, personId });
    if (!isOfDomains(account.provenEmail, emailDomains)) throw errors.OIDC_DOMAIN_REFUSED();
    const linked = await findLinkedAccount(em, account);
    if (linked?.personId === personId) return;
    if (linked !== null) throw errors.OIDC_ACCOUNT_TAKEN();
    await requireRoom(em, personId);
    const { id } = await insertLink(em, { personId, account, now });
    const actor = { passport: { sub: personId, kind: 'PERSON', policyVersion: 0 }, trace } as const;
    await auditAllowed(em, actor, {
      community,
      action: 'accounts:link',
      resource: { type: 'LinkedAccount', id },
      details: { issuer: account.issuer },
    });
  });
}

/** Writes the link. The caller has asked {@link findLinkedAccount} in the same transaction. */
export async function insertLink(
  em: EntityManager,
  link: { readonly personId: string; readonly account: IssuerAccount; readonly now: Date },
): Promise<LinkedAccountRow> {
  const { personId, account, now } = link;
  const row: LinkedAccountRow = {
    id: newId('linkedAccount'),
    personId,
    issuer: account.issuer,
    subject: account.subject,
    linkedAt: now,
    usedAt: now,
  };
  await em.insert(LinkedAccount, row);
  return row;
}

async function requireRoom(em: EntityManager, personId: string): Promise<void> {
  await em.execute('select 1 from person where id = ? for no key update', [personId]);
  const count = await em.count(LinkedAccount, { personId });
  if (count >= accountsPerPerson) throw errors.TOO_MANY_LINKED_ACCOUNTS({ limit: accountsPerPerson });
}
