import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  newSigningKeys,
  startTestIdentity,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';
import { createAccessTokens } from '../../src/tokens/accessTokens.js';

const createLink = `mutation ($personId: ID) { createSignInLink(personId: $personId) { url expiresAt } }`;
const redeem = `mutation ($code: String!) {
  redeemSignInCode(code: $code) { accessToken expiresAt person { id } community { id } }
}`;
const publicUrl = 'https://collective.example';

describe('signing in', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity(publicUrl);
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.skip(3_600_000));

  async function newCode(): Promise<string> {
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
      grove.owner,
      createLink,
    );
    return new URL(createSignInLink.url).searchParams.get('code') ?? '';
  }

  async function newCookie(): Promise<string> {
    const response = await identity.post('/auth/redeem', { code: await newCode() });
    return /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
  }

  async function newAccessToken(): Promise<string> {
    const { redeemSignInCode } = await identity.ask<{ redeemSignInCode: { accessToken: string } }>(
      { kind: 'ANONYMOUS', sub: '' },
      redeem,
      { code: await newCode() },
    );
    return redeemSignInCode.accessToken;
  }

  it('begins with a link to the public address, good for a day', async () => {
    const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string; expiresAt: string } }>(
      grove.owner,
      createLink,
    );
    expect(createSignInLink.url).toMatch(/^https:\/\/collective\.example\/sign-in\?code=[\w-]{43}$/);
    const hours = (Date.parse(createSignInLink.expiresAt) - identity.services.clock().getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
  });

  it('in a browser sets a cookie that scripts and other sites cannot use, and hands out no token', async () => {
    const response = await identity.post('/auth/redeem', { code: await newCode() });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(
      /^aic_session=aics_[0-9a-z]{26}_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    );
    expect(await response.json()).toEqual({
      person: { id: grove.ownerId, name: 'Owner of grove' },
      community: { id: grove.id, slug: 'grove', name: 'The grove' },
    });
  });

  it('refuses what a form of another site could send', async () => {
    const code = await newCode();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await identity.post('/auth/redeem', { code }, { 'content-type': type });
      expect(response.status).toBe(415);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
  });

  it('works once, however many try at the same time', async () => {
    const code = await newCode();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await identity.post('/auth/redeem', { code })).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(19);
  });

  it('is over with the code after a day', async () => {
    const code = await newCode();
    identity.skip(24 * 3_600_000);
    const response = await identity.post('/auth/redeem', { code });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'SIGN_IN_CODE_INVALID' });
  });

  it('with a wrong code is answered less often to those who fail too often, but a right code always works', async () => {
    const attempt = async (from: string, code: string): Promise<Response> =>
      identity.post('/auth/redeem', { code }, { 'x-forwarded-for': from });
    const guess = (): string => randomBytes(32).toString('base64url');
    const guesses = await Promise.all(Array.from({ length: 40 }, () => attempt('203.0.113.7', guess())));
    const limited = guesses.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(9);
    expect(await limited[0]?.json()).toMatchObject({ code: 'RATE_LIMITED' });

    expect((await attempt('203.0.113.7', await newCode())).status).toBe(200);
    expect((await attempt('203.0.113.7', guess())).status).toBe(429);
    expect((await attempt('203.0.113.8', guess())).status).toBe(401);
    identity.skip(2_000);
    expect((await attempt('203.0.113.7', guess())).status).toBe(401);
  });

  it('gives programs an access token for fifteen minutes, without having signed in before', async () => {
    const token = await newAccessToken();
    expect(await identity.resolve(token)).toMatchObject({
      status: 200,
      body: { sub: grove.ownerId, kind: 'PERSON', community: grove.id, roles: ['OWNER'], scopes: null },
    });
    identity.skip(15 * 60_000);
    expect(await identity.resolve(token)).toMatchObject({
      status: 401,
      body: { code: 'ACCESS_TOKEN_EXPIRED' },
    });
  });

  it('makes a session of twelve hours', async () => {
    const cookie = await newCookie();
    identity.skip(12 * 3_600_000 - 60_000);
    expect(await identity.resolve(cookie)).toMatchObject({ status: 200, body: { sub: grove.ownerId } });
    identity.skip(60_000);
    expect(await identity.resolve(cookie)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('opens the communities the person belongs to and no other', async () => {
    for (const credential of [await newCookie(), await newAccessToken()]) {
      expect((await identity.resolve(credential, 'grove')).body).toMatchObject({ community: grove.id });
      for (const community of [meadow.id, 'meadow', 'nowhere'])
        expect(await identity.resolve(credential, community)).toMatchObject({
          status: 403,
          body: { code: 'COMMUNITY_FORBIDDEN' },
        });
    }
  });

  it('accepts no token that names a real session but is signed with another key', async () => {
    const sessions = await identity.database.withoutTenant((em) =>
      em.execute<{ id: string; person_id: string }[]>('select id, person_id from session limit 1'),
    );
    const [session = { id: '', person_id: '' }] = sessions;
    const holder = { personId: session.person_id, sessionId: session.id, now: identity.services.clock() };
    const forger = createAccessTokens(await newSigningKeys());
    const { token } = await forger.sign(holder);
    expect(await identity.resolve(token)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it('accepts no token whose session is of somebody else', async () => {
    await newCookie();
    const [session] = await identity.database.withoutTenant((em) =>
      em.execute<{ id: string }[]>('select id from session limit 1'),
    );
    const { token } = await identity.services.tokens.sign({
      personId: meadow.ownerId,
      sessionId: session?.id ?? '',
      now: identity.services.clock(),
    });
    expect(await identity.resolve(token)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it('ends with signing out in the browser, for that session alone', async () => {
    const [mine, other] = [await newCookie(), await newCookie()];
    const response = await identity.post('/auth/sign-out', {}, { cookie: `theme=dark; aic_session=${mine}` });
    expect(response.headers.get('set-cookie')).toMatch(/^aic_session=; .*Max-Age=0/);
    expect(await identity.resolve(mine)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    expect((await identity.resolve(other)).status).toBe(200);
  });

  it('does not end with a forged cookie', async () => {
    const mine = await newCookie();
    const forged = mine.slice(0, -43) + randomBytes(32).toString('base64url');
    expect((await identity.post('/auth/sign-out', {}, { cookie: `aic_session=${forged}` })).status).toBe(200);
    expect((await identity.resolve(mine)).status).toBe(200);
  });

  it('ends everywhere with signOut', async () => {
    const credentials = [await newCookie(), await newAccessToken()];
    const { signOut } = await identity.ask<{ signOut: { sessions: number } }>(
      grove.owner,
      `mutation { signOut { sessions } }`,
    );
    expect(signOut.sessions).toBeGreaterThanOrEqual(2);
    for (const credential of credentials)
      expect(await identity.resolve(credential)).toMatchObject({
        status: 401,
        body: { code: 'SESSION_ENDED' },
      });
  });

  it('publishes the public keys that check access tokens', async () => {
    const response = await fetch(`${identity.url}/.well-known/jwks.json`);
    expect(await response.json()).toEqual(identity.services.tokens.jwks(new Date()));
  });

  it('writes no secret to the log', async () => {
    const code = await newCode();
    const secrets = [code, grove.apiKey, await newCookie(), await newAccessToken()];
    await identity.post('/auth/redeem', { code: [code] });
    await identity.query(grove.owner, `{ nothing(code: "${code}") }`);
    for (const secret of secrets) await identity.resolve(secret, 'nowhere');
    const logged = identity.logLines.join('\n');
    expect(logged).toContain('the database was migrated');
    for (const secret of secrets) expect(logged).not.toContain(secret.slice(-40));
  });
});
