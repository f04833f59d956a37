import { randomBytes } from 'node:crypto';
import { revocationPath, tokenPath, tokensSchema, type TokensAnswer } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditOf, postForm, refresh, signInTerminal } from '../programs.js';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('refresh tokens', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.skip(60 * minute));

  const rotated = async (token: string): Promise<TokensAnswer> =>
    tokensSchema.parse((await refresh(identity, token)).body);

  it('are traded for new ones and for access tokens that work', async () => {
    const first = await signInTerminal(identity, grove.owner);
    expect(first.token_type).toBe('Bearer');
    expect(first.expires_in).toBeGreaterThan(880);
    expect(first.expires_in).toBeLessThanOrEqual(900);
    identity.skip(20 * minute);
    expect((await identity.resolve(first.access_token)).body).toMatchObject({ code: 'ACCESS_TOKEN_EXPIRED' });
    const second = await rotated(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await identity.resolve(second.access_token)).body).toMatchObject({
      sub: grove.ownerId,
      community: grove.id,
      roles: ['OWNER'],
    });
    expect((await rotated(second.refresh_token)).refresh_token).toMatch(/^aicr_/);
  });

  it('are kept by nobody on the way, and opened by no other door', async () => {
    const { refresh_token } = await signInTerminal(identity, grove.owner);
    const { headers } = await refresh(identity, refresh_token);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect((await identity.resolve(refresh_token)).body).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('that come a second time end the session, and whatever it gave', async () => {
    const first = await signInTerminal(identity, grove.owner);
    const second = await rotated(first.refresh_token);
    const reused = await refresh(identity, first.refresh_token);
    expect([reused.status, reused.body]).toEqual([
      400,
      {
        error: 'invalid_grant',
        code: 'REFRESH_TOKEN_REUSED',
        error_description: expect.any(String) as string,
      },
    ]);
    for (const { access_token, refresh_token } of [first, second]) {
      expect((await identity.resolve(access_token)).body).toMatchObject({ code: 'SESSION_ENDED' });
      expect((await refresh(identity, refresh_token)).body).toMatchObject({
        error: 'invalid_grant',
        code: 'SESSION_ENDED',
      });
    }
    expect((await auditOf(identity, 'sessions:end')).at(-1)).toMatchObject({
      actor: { subject: grove.ownerId },
      details: { reason: 'refresh token reused' },
    });
  });

  it('that are copied and used at the same time work once, and end the session', async () => {
    const { refresh_token } = await signInTerminal(identity, grove.owner);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(identity, refresh_token)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const { access_token, refresh_token: next } = tokensSchema.parse(winners[0]?.body);
    expect((await identity.resolve(access_token)).body).toMatchObject({ code: 'SESSION_ENDED' });
    expect((await refresh(identity, next)).body).toMatchObject({ code: 'SESSION_ENDED' });
    const ended = (await auditOf(identity, 'sessions:end')).filter(
      ({ details }) => (details as { reason?: string }).reason === 'refresh token reused',
    );
    expect(new Set(ended.map(({ resource }) => (resource as { id: string }).id)).size).toBe(ended.length);
  });

  it('end one session and no other of the person', async () => {
    const [mine, other] = [
      await signInTerminal(identity, grove.owner),
      await signInTerminal(identity, grove.owner),
    ];
    await rotated(mine.refresh_token);
    await refresh(identity, mine.refresh_token);
    expect((await identity.resolve(other.access_token)).status).toBe(200);
  });

  it('carry a session 30 days and no further, however often they are traded', async () => {
    let tokens = await signInTerminal(identity, grove.owner);
    for (let passed = 0; passed < 29; passed += 7) {
      identity.skip(7 * day);
      if (passed + 7 < 30) tokens = await rotated(tokens.refresh_token);
    }
    expect((await refresh(identity, tokens.refresh_token)).body).toMatchObject({
      error: 'invalid_grant',
      code: 'SESSION_ENDED',
    });
  });

  it('give access tokens that end with the session', async () => {
    const { refresh_token } = await signInTerminal(identity, grove.owner);
    identity.skip(30 * day - 5 * minute);
    const { expires_in, access_token } = await rotated(refresh_token);
    expect(expires_in).toBeGreaterThan(280);
    expect(expires_in).toBeLessThanOrEqual(300);
    identity.skip(6 * minute);
    expect((await identity.resolve(access_token)).body).toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('are void after signing out everywhere', async () => {
    const { refresh_token } = await signInTerminal(identity, grove.owner);
    await identity.ask(grove.owner, 'mutation { signOut { sessions } }');
    expect((await refresh(identity, refresh_token)).body).toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('sign out when they are given back, and nobody else when they are made up', async () => {
    const { refresh_token, access_token } = await signInTerminal(identity, grove.owner);
    const forged = refresh_token.slice(0, -43) + randomBytes(32).toString('base64url');
    for (const token of [forged, 'aicr_', 'hello']) {
      expect((await postForm(identity, revocationPath, { token })).status).toBe(200);
    }
    expect((await identity.resolve(access_token)).status).toBe(200);
    expect((await postForm(identity, revocationPath, { token: refresh_token })).body).toEqual({});
    expect((await identity.resolve(access_token)).body).toMatchObject({ code: 'SESSION_ENDED' });
    expect((await postForm(identity, revocationPath, { token: refresh_token })).status).toBe(200);
    expect((await auditOf(identity, 'sessions:end')).at(-1)).toMatchObject({
      details: { reason: 'refresh token revoked' },
    });
  });

  it('cannot be made up from the id of one', async () => {
    const { refresh_token, access_token } = await signInTerminal(identity, grove.owner);
    const forged = refresh_token.slice(0, -43) + randomBytes(32).toString('base64url');
    expect((await refresh(identity, forged)).body).toMatchObject({ code: 'REFRESH_TOKEN_INVALID' });
    expect((await identity.resolve(access_token)).status).toBe(200);
    expect((await refresh(identity, refresh_token)).status).toBe(200);
  });

  it('that are made up are answered less often to those who bring too many', async () => {
    const begun = Date.now();
    const guesses = await Promise.all(
      Array.from({ length: 60 }, () => {
        const token = `aicr_01k9zzzzzzzzzzzzzzzzzzzzzz_${randomBytes(32).toString('base64url')}`;
        return refresh(identity, token);
      }),
    );
    const limited = guesses.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(29 - (Date.now() - begun) / 2_000);
    expect(limited[0]?.body).toMatchObject({ error: 'temporarily_unavailable', code: 'RATE_LIMITED' });
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('are not traded more often than once a minute for long', async () => {
    let { refresh_token } = await signInTerminal(identity, grove.owner);
    for (let use = 0; use < 30; use++) ({ refresh_token } = await rotated(refresh_token));
    expect((await refresh(identity, refresh_token)).status).toBe(429);
    identity.skip(minute);
    expect((await refresh(identity, refresh_token)).status).toBe(200);
  });

  it.each([
    ['invalid_client', 401, 'grant_type=refresh_token&refresh_token=x&client_id=someone'],
    ['invalid_client', 401, 'grant_type=refresh_token&refresh_token=x'],
    ['unauthorized_client', 400, 'grant_type=refresh_token&refresh_token=x&client_id=aic-agent'],
    ['invalid_request', 400, 'grant_type=refresh_token&client_id=aic-cli'],
    ['invalid_request', 400, 'refresh_token=x&client_id=aic-cli'],
    ['invalid_request', 400, 'grant_type=refresh_token&client_id=aic-cli&refresh_token=x&refresh_token=y'],
    ['unsupported_grant_type', 400, 'grant_type=password&username=a&password=b&client_id=aic-cli'],
  ])('are refused as %s with %i: %s', async (error, status, form) => {
    const answer = await postForm(identity, tokenPath, form);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.body).toMatchObject({
      code: expect.any(String) as string,
      error_description: expect.any(String) as string,
    });
  });

  it('are taken from forms alone', async () => {
    const { refresh_token } = await signInTerminal(identity, grove.owner);
    const json = await identity.post(tokenPath, {
      grant_type: 'refresh_token',
      client_id: 'aic-cli',
      refresh_token,
    });
    expect(json.status).toBe(415);
    expect(await json.json()).toMatchObject({ error: 'invalid_request' });
    const long = await postForm(identity, tokenPath, `refresh_token=${'x'.repeat(16_384)}`);
    expect([long.status, long.body.error]).toEqual([413, 'invalid_request']);
  });

  it('are stored as digests, and written to no log', async () => {
    const tokens = await signInTerminal(identity, grove.owner);
    const next = await rotated(tokens.refresh_token);
    await refresh(identity, tokens.refresh_token);
    const rows = await identity.database.withoutTenant((em) =>
      em.execute<object[]>('select t.*, s.* from refresh_token t join session s on s.id = t.session_id'),
    );
    const kept = JSON.stringify([rows, await identity.outbox('audit.events')]) + identity.logLines.join('\n');
    for (const secret of [tokens, next].flatMap((each) => [each.refresh_token, each.access_token]))
      expect(kept).not.toContain(secret.slice(-40));
  });
});
