import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeIssuer, type FakeIssuer } from '../oidc/startFakeIssuer.js';
import { TestBrowser } from '../oidc/TestBrowser.js';
import { startPath, trust, trustInput, type Trusted } from '../oidc/trusting.js';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const publicUrl = 'http://127.0.0.1:4000';
const refused = '/sign-in/?error=OIDC_RESPONSE_INVALID';

describe('an issuer or a visitor that does not keep to the rules', () => {
  let identity: TestIdentity;
  let issuer: FakeIssuer;
  let other: FakeIssuer;
  let grove: TestCommunity;
  let trusted: Trusted;
  let trustedOther: Trusted;
  let visitor: TestBrowser;

  beforeAll(async () => {
    identity = await startTestIdentity(publicUrl);
    grove = await identity.community('grove');
  });
  afterAll(() => identity.close());
  beforeEach(async () => {
    [issuer, other] = await Promise.all([startFakeIssuer(), startFakeIssuer()]);
    grove = await identity.community(`grove-${Date.now()}`);
    trusted = await trust(identity, grove, trustInput(issuer.url, { defaultRoles: ['MEMBER'] }));
    trustedOther = await trust(identity, grove, trustInput(other.url, { defaultRoles: ['MEMBER'] }));
    visitor = new TestBrowser(publicUrl, identity.url);
    return () => Promise.all([issuer.close(), other.close()]);
  });

  async function leave(from = visitor): Promise<URLSearchParams> {
    const response = await from.open(startPath(grove, trusted.id, '&next=/done'));
    return issuer.visit(response.headers.get('location') ?? '');
  }

  const back = (query: object, id = trusted.id) =>
    `/auth/oidc/callback/${id}?${new URLSearchParams(Object.entries(query)).toString()}`;

  async function attempt(more: object = {}): Promise<string> {
    const sent = await leave();
    return (await visitor.follow(back({ code: 'code', state: sent.get('state'), ...more }))).path;
  }

  function expectRefusal(path: string, expected = refused): void {
    expect(path).toBe(expected);
    expect(visitor.cookie('aic_session')).toBeUndefined();
  }

  it('is sent PKCE with S256, a state and a nonce, and told what we asked for when it is given the code', async () => {
    const forms: URLSearchParams[] = [];
    const { token } = issuer;
    issuer.token = (form) => {
      forms.push(form);
      return token(form);
    };
    const sent = await leave();
    expect(sent.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(sent.get(name)).toMatch(/^[\w-]{43}$/);
    expect((await visitor.follow(back({ code: 'code', state: sent.get('state') }))).path).toBe('/done');
    const [form] = forms;
    const challenge = createHash('sha256')
      .update(form?.get('code_verifier') ?? '')
      .digest('base64url');
    expect(challenge).toBe(sent.get('code_challenge'));
    expect(form?.get('redirect_uri')).toBe(trusted.redirectUri);
    expect(visitor.cookie('aic_oidc')).toBeUndefined();
  });

  it.each([
    ['no nonce', { nonce: undefined }],
    ['the nonce of another sign-in', { nonce: 'x'.repeat(43) }],
    ['another audience', { aud: 'another client' }],
    ['another audience beside ours, and it as the one who asked', { aud: ['collective', 'x'], azp: 'x' }],
    ['another issuer', { iss: 'https://accounts.example.com' }],
    ['a time that is over', { iat: 1_700_000_000, exp: 1_700_000_300 }],
    ['no end', { exp: undefined }],
    ['a begin in the future', { nbf: Math.floor(Date.now() / 1000) + 3_600 }],
    ['no subject', { sub: undefined }],
    ['a subject longer than any', { sub: 'x'.repeat(256) }],
  ])('is not believed an ID token with %s; a good one is, the next time', async (_name, claims) => {
    issuer.claims = claims;
    expectRefusal(await attempt());
    issuer.claims = {};
    expect(await attempt()).toBe('/done');
  });

  it('is not believed an ID token without a signature, even when it says that it signs none', async () => {
    issuer.metadata = { ...issuer.metadata, id_token_signing_alg_values_supported: ['none', 'RS256'] };
    trusted = await trust(identity, grove, trustInput(issuer.url, { defaultRoles: ['MEMBER'] }));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    issuer.token = () =>
      issuer.tokenResponse(`${part({ alg: 'none', kid: 'fake' })}.${part(issuer.payload())}.`);
    expectRefusal(await attempt());
  });

  it('is not believed an ID token whose key is its own public key taken for a secret', async () => {
    issuer.metadata = { ...issuer.metadata, id_token_signing_alg_values_supported: ['HS256', 'RS256'] };
    trusted = await trust(identity, grove, trustInput(issuer.url, { defaultRoles: ['MEMBER'] }));
    const [jwk] = issuer.jwks.keys as [object];
    const pem = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    issuer.token = async () =>
      issuer.tokenResponse(await issuer.sign(Buffer.from(pem), { alg: 'HS256', kid: 'fake' }));
    expectRefusal(await attempt());
  });

  it('is not believed an ID token that somebody else signed, or that was changed', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    issuer.token = async () => issuer.tokenResponse(await issuer.sign(privateKey));
    expectRefusal(await attempt());
    issuer.token = async () => {
      const [header = '', , signature = ''] = (await issuer.sign()).split('.');
      const payload = Buffer.from(JSON.stringify({ ...issuer.payload(), sub: 'owner' })).toString(
        'base64url',
      );
      return issuer.tokenResponse(`${header}.${payload}.${signature}`);
    };
    expectRefusal(await attempt());
  });

  it('is not believed details of another account than the one of the ID token', async () => {
    issuer.metadata = { ...issuer.metadata, userinfo_endpoint: `${issuer.url}/userinfo` };
    trusted = await trust(identity, grove, trustInput(issuer.url, { defaultRoles: ['MEMBER'] }));
    issuer.userInfo = () => Response.json({ sub: 'owner', email: 'a@b.example', email_verified: true });
    expectRefusal(await attempt());
  });

  it('cannot mix issuers up: an answer that names another issuer is refused before the code goes anywhere', async () => {
    expectRefusal(await attempt({ iss: other.url }));
    expect([...issuer.asked, ...other.asked]).not.toContain('/token');
  });

  it('cannot pass a code of one issuer off as of another: each has an address of its own to come back to', async () => {
    expect(trusted.redirectUri).not.toBe(trustedOther.redirectUri);
    const sent = await leave();
    const query = { code: 'code', state: sent.get('state') };
    expectRefusal(
      (await visitor.follow(back(query, trustedOther.id))).path,
      '/sign-in/?error=OIDC_STATE_INVALID',
    );
    expect([...issuer.asked, ...other.asked]).not.toContain('/token');
  });

  it('may say no, after which the visitor tries again', async () => {
    const sent = await leave();
    const query = { error: 'access_denied', error_description: '<b>no</b>', state: sent.get('state') };
    expectRefusal((await visitor.follow(back(query))).path, '/sign-in/?error=OIDC_DENIED');
    expect(await attempt()).toBe('/done');
  });

  it('is not sent a code twice: a state is spent even when its cookie was kept', async () => {
    const sent = await leave();
    const kept = visitor.cookie('aic_oidc') ?? '';
    const again = back({ code: 'code', state: sent.get('state') });
    expect((await visitor.follow(again)).path).toBe('/done');
    const thief = new TestBrowser(publicUrl, identity.url);
    thief.setCookie('aic_oidc', kept);
    expect((await thief.follow(again)).path).toBe('/sign-in/?error=OIDC_STATE_USED');
    expect(thief.cookie('aic_session')).toBeUndefined();
    expect(issuer.asked.filter((path) => path === '/token')).toHaveLength(1);
  });

  it('spends a state once however often it comes at the same time', async () => {
    const sent = await leave();
    const kept = visitor.cookie('aic_oidc') ?? '';
    const paths = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const twin = new TestBrowser(publicUrl, identity.url);
        twin.setCookie('aic_oidc', kept);
        return (await twin.follow(back({ code: 'code', state: sent.get('state') }))).path;
      }),
    );
    expect(paths.filter((path) => path === '/done')).toHaveLength(1);
    expect(paths.filter((path) => path === '/sign-in/?error=OIDC_STATE_USED')).toHaveLength(7);
  });

  it('cannot make a browser finish what it did not begin', async () => {
    const attacker = new TestBrowser(publicUrl, identity.url);
    const sent = await leave(attacker);
    const link = back({ code: 'of the attacker', state: sent.get('state') });
    const state = '/sign-in/?error=OIDC_STATE_INVALID';
    expectRefusal((await visitor.follow(link)).path, state);
    await leave(visitor);
    expectRefusal((await visitor.follow(link)).path, state);
    for (const query of [{ code: 'code' }, { code: 'code', state: '' }]) {
      await leave(visitor);
      expectRefusal((await visitor.follow(back(query))).path, state);
    }
  });

  it('cannot forge the cookie, nor keep it for longer than ten minutes', async () => {
    const state = '/sign-in/?error=OIDC_STATE_INVALID';
    const sent = await leave();
    const kept = visitor.cookie('aic_oidc') ?? '';
    const query = back({ code: 'code', state: sent.get('state') });
    for (const forged of [`${kept.slice(0, -2)}AA`, kept.slice(0, 40), 'x', 'e30']) {
      visitor.setCookie('aic_oidc', forged);
      expectRefusal((await visitor.follow(query)).path, state);
    }
    visitor.setCookie('aic_oidc', kept);
    identity.skip(601_000);
    expectRefusal((await visitor.follow(query)).path, state);
  });

  it('keeps the state in a cookie that scripts cannot read and that lasts for ten minutes', async () => {
    const response = await visitor.open(startPath(grove, trusted.id));
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toMatch(
      /^aic_oidc=[\w-]{200,}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['breaks down', () => new Response('oops', { status: 500 })],
    ['answers with words', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['sends us elsewhere', () => new Response(null, { status: 302, headers: { location: '/token' } })],
    ['answers without end', () => Response.json({ padding: 'x'.repeat(300_000) })],
  ])('that %s is unreachable, and can be tried again', async (_name, answer) => {
    const { token } = issuer;
    issuer.token = answer;
    expectRefusal(await attempt(), '/sign-in/?error=OIDC_ISSUER_UNREACHABLE');
    issuer.token = token;
    expect(await attempt()).toBe('/done');
  });

  it('that refuses the code is not believed', async () => {
    issuer.token = () => Response.json({ error: 'invalid_grant' }, { status: 400 });
    expectRefusal(await attempt());
  });

  it('that does not answer is given up on after five seconds', async () => {
    issuer.token = () => new Promise<Response>(() => undefined);
    const began = Date.now();
    expectRefusal(await attempt(), '/sign-in/?error=OIDC_ISSUER_UNREACHABLE');
    expect(Date.now() - began).toBeLessThan(9_000);
  });
});
