import { topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseCredential } from '../../src/rules/credentialFormat.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const link = `mutation { createSignInLink { url } }`;
const list = `{ sessions { id method createdAt expiresAt lastUsedAt current } }`;
const end = `mutation ($id: ID!) { endSession(id: $id) { id current } }`;

interface Listed {
  readonly sessions: readonly {
    readonly id: string;
    readonly method: string;
    readonly lastUsedAt: string | null;
    readonly current: boolean;
  }[];
}

describe('sessions', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.skip(13 * 3_600_000));

  async function signIn(by: Principal = grove.owner): Promise<{ credential: string; id: string }> {
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(by, link);
    const code = new URL(createSignInLink.url).searchParams.get('code');
    const response = await identity.post('/auth/redeem', { code });
    const credential = /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
    const parsed = parseCredential(credential);
    return { credential, id: parsed.kind === 'SESSION' ? parsed.sessionId : '' };
  }

  const sessionsOf = async (person: Principal) => (await identity.ask<Listed>(person, list)).sessions;

  it('are told to the gateway with whom they are of', async () => {
    const { credential, id } = await signIn();
    expect((await identity.resolve(credential)).body).toMatchObject({ sub: grove.ownerId, session: id });
  });

  it('are listed for their person, newest first, with the one that asks', async () => {
    const [first, second] = [await signIn(), await signIn()];
    await signIn(meadow.owner);
    const listed = await sessionsOf({ ...grove.owner, session: first.id });
    expect(listed.map(({ id, method, current }) => ({ id, method, current }))).toEqual([
      { id: second.id, method: 'LINK', current: false },
      { id: first.id, method: 'LINK', current: true },
    ]);
  });

  it('say when they were last used, to the minute', async () => {
    const { credential } = await signIn();
    const used = async () => (await sessionsOf(grove.owner))[0]?.lastUsedAt ?? null;
    expect(await used()).toBeNull();
    await identity.resolve(credential);
    const first = await used();
    expect(first).not.toBeNull();
    identity.skip(30_000);
    await identity.resolve(credential);
    expect(await used()).toBe(first);
    identity.skip(31_000);
    await identity.resolve(credential);
    expect(Date.parse((await used()) ?? '') - Date.parse(first ?? '')).toBeGreaterThan(60_000);
  });

  it('tell the gateway of no change when they are only used', async () => {
    const { credential } = await signIn();
    const changes = () =>
      identity.database.withoutTenant((em) => em.execute<object[]>('select 1 from credential_change'));
    const before = (await changes()).length;
    await identity.resolve(credential);
    expect(await changes()).toHaveLength(before);
  });

  it('end one by one, by their person alone, and are not listed then', async () => {
    const [gone, stays] = [await signIn(), await signIn()];
    expect((await identity.query(meadow.owner, end, { id: gone.id })).codes).toEqual(['SESSION_NOT_FOUND']);
    expect(await identity.ask({ ...grove.owner, session: stays.id }, end, { id: gone.id })).toEqual({
      endSession: { id: gone.id, current: false },
    });
    expect(await identity.resolve(gone.credential)).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED' },
    });
    expect((await identity.resolve(stays.credential)).status).toBe(200);
    expect((await sessionsOf(grove.owner)).map(({ id }) => id)).toEqual([stays.id]);
    expect((await identity.query(grove.owner, end, { id: gone.id })).codes).toEqual(['SESSION_NOT_FOUND']);
    const records = (await identity.outbox(topics.audit)).map(({ value }) => value);
    expect(records).toContainEqual(
      expect.objectContaining({ action: 'sessions:end', resource: { type: 'Session', id: gone.id } }),
    );
  });

  it('are not listed when they have run out', async () => {
    await signIn();
    identity.skip(12 * 3_600_000);
    expect(await sessionsOf(grove.owner)).toEqual([]);
  });

  it.each<Principal>([{ kind: 'SERVICE', roles: ['OWNER'] }, { kind: 'ANONYMOUS' }])(
    'are no matter for %j',
    async (principal) => {
      const { id } = await signIn();
      expect((await identity.query(principal, list)).codes).toEqual(['UNAUTHENTICATED']);
      expect((await identity.query(principal, end, { id })).codes).toEqual(['UNAUTHENTICATED']);
    },
  );
});
