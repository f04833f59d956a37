import { newId } from '@ai-collective/contracts';
import { lastingExcess, type TimedPair } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endSession } from '../../src/operations/endSessions.js';
import { newSecret } from '../../src/operations/newSecret.js';
import { findGenuineToken } from '../../src/operations/refreshSession.js';
import { resolveCredential } from '../../src/operations/resolveCredential.js';
import { formatApiKey, formatSessionCredential } from '../../src/rules/credentialFormat.js';
import { formatRefreshToken } from '../../src/rules/refreshTokenFormat.js';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const trace = { traceId: 'a'.repeat(32), traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
let identity: TestIdentity;
let grove: TestCommunity;

beforeAll(async () => {
  identity = await startTestIdentity(undefined, { level: 'error' });
  grove = await identity.community('grove');
});

afterAll(() => identity.close());

/** A session of the owner's with a refresh token; nobody knows their secrets. */
async function openSession(): Promise<{ readonly session: string; readonly refreshToken: string }> {
  const ids = { session: newId('session'), refreshToken: newId('refreshToken') };
  await identity.database.withoutTenant(async (em) => {
    await em.execute(
      `insert into session (id, person_id, community_id, method, secret_digest, created_at, expires_at)
       values (?, ?, ?, 'LINK', ?, now(), now() + interval '1 hour')`,
      [ids.session, grove.ownerId, grove.id, newSecret()],
    );
    await em.execute(
      `insert into refresh_token (id, session_id, secret_digest, created_at, expires_at)
       values (?, ?, ?, now(), now() + interval '1 hour')`,
      [ids.refreshToken, ids.session, newSecret()],
    );
  });
  return ids;
}

/** Tries ids that exist and ids that do not in turn, each with a secret that is wrong. */
async function measure(
  attempt: (id: string) => Promise<unknown>,
  ids: { readonly known: string; readonly unknown: () => string },
  count: number,
): Promise<readonly TimedPair[]> {
  const time = async (id: string): Promise<number> => {
    const begun = performance.now();
    await attempt(id).catch(() => undefined);
    return performance.now() - begun;
  };
  const pairs: TimedPair[] = [];
  for (let pair = 0; pair < count + 5; pair += 1)
    if (pair % 2 === 0) pairs.push({ foreign: await time(ids.known), unknown: await time(ids.unknown()) });
    else {
      const unknown = await time(ids.unknown());
      pairs.push({ foreign: await time(ids.known), unknown });
    }
  return pairs.slice(5);
}

const firstPairs = 30;

const resolve = (credential: string) => resolveCredential(identity.services, { credential, community: null });

describe('a wrong secret takes as long for an id that exists as for one that does not', () => {
  it('of an API key', async () => {
    const known = `key_${grove.apiKey.slice(4, 30)}`;
    const attempt = (id: string) => resolve(formatApiKey(id, newSecret()));
    const ids = { known, unknown: () => newId('apiKey') };
    await expect(attempt(known)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(attempt(ids.unknown())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await lastingExcess({ measure: (count) => measure(attempt, ids, count), firstPairs })).toBe(0);
  });

  it('of a session', async () => {
    const { session: known } = await openSession();
    const use = (id: string) => resolve(formatSessionCredential(id, newSecret()));
    const end = (id: string) =>
      endSession(identity.services, trace, formatSessionCredential(id, newSecret()));
    const ids = { known, unknown: () => newId('session') };
    for (const attempt of [use, end])
      expect(await lastingExcess({ measure: (count) => measure(attempt, ids, count), firstPairs })).toBe(0);
  });

  it('of a refresh token', async () => {
    const { refreshToken: known } = await openSession();
    const attempt = (id: string) =>
      identity.database.withoutTenant((em) => findGenuineToken(em, formatRefreshToken(id, newSecret())));
    const ids = { known, unknown: () => newId('refreshToken') };
    expect(await lastingExcess({ measure: (count) => measure(attempt, ids, count), firstPairs })).toBe(0);
  });
});
