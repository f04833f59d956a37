import { createHmac, randomBytes } from 'node:crypto';
import { passportHeader } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const createLink = 'mutation { createSignInLink { url } }';
const redeem = 'mutation ($code: String!) { redeemSignInCode(code: $code) { accessToken } }';
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let identity: TestIdentity;
let grove: TestCommunity;
let meadow: TestCommunity;
let token: string;

beforeAll(async () => {
  identity = await startTestIdentity();
  grove = await identity.community('grove');
  meadow = await identity.community('meadow');
  token = await newAccessToken();
});

afterAll(() => identity.close());

async function newCode(): Promise<string> {
  const { createSignInLink } = await identity.ask<{ createSignInLink: { url: string } }>(
    grove.owner,
    createLink,
  );
  return new URL(createSignInLink.url).searchParams.get('code') ?? '';
}

async function newAccessToken(): Promise<string> {
  const { redeemSignInCode } = await identity.ask<{ redeemSignInCode: { accessToken: string } }>(
    { kind: 'ANONYMOUS', sub: '' },
    redeem,
    { code: await newCode() },
  );
  return redeemSignInCode.accessToken;
}

function cookieOf(response: Response): string {
  return /aic_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

/** The parts of the token, with some of them replaced. */
function changed(parts: { header?: object; claims?: object; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [
    parts.header ? base64(parts.header) : header,
    parts.claims ? base64({ ...claims, ...parts.claims }) : payload,
    parts.signature ?? signature,
  ].join('.');
}

function published() {
  return identity.services.tokens.jwks(new Date());
}

function keyed(header: object, secret: string | Buffer): string {
  const [head, payload] = changed({ header }).split('.');
  const body = `${head ?? ''}.${payload ?? ''}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

describe('an access token', () => {
  it('works, so that the refusals below mean something', async () => {
    expect(await identity.resolve(token)).toMatchObject({ status: 200, body: { sub: grove.ownerId } });
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without an algorithm', () => changed({ header: { alg: 'none', typ: 'at+jwt' }, signature: '' })],
    [
      'with the published keys as a shared secret',
      () => keyed({ alg: 'HS256', typ: 'at+jwt' }, JSON.stringify(published())),
    ],
    [
      'with the bytes of the published key as a shared secret',
      () =>
        keyed(
          { alg: 'HS256', typ: 'at+jwt', kid: published().keys[0]?.kid },
          Buffer.from(published().keys[0]?.x ?? '', 'base64url'),
        ),
    ],
    ['that now names somebody else', () => changed({ claims: { sub: meadow.ownerId } })],
    ['that now lasts longer', () => changed({ claims: { exp: 9_999_999_999 } })],
    ['that names another key', () => changed({ header: { alg: 'EdDSA', typ: 'at+jwt', kid: 'other' } })],
    ['with its signature cut', () => token.slice(0, -10)],
    ['without its signature', () => `${token.split('.').slice(0, 2).join('.')}.`],
    ['that is really a passport', () => identity.passport(grove.owner)],
    ['with nothing in it', () => 'e30.e30.e30'],
  ])('%s is refused', async (_, make) => {
    expect(await identity.resolve(await make())).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
  });

  it('is no passport', async () => {
    const response = await identity.post(
      '/graphql',
      { query: '{ viewer { kind } }' },
      { [passportHeader]: token },
    );
    expect([response.status, await response.text()]).toEqual([
      401,
      expect.stringContaining('PASSPORT_INVALID'),
    ]);
  });

  it('too long to be one is refused before it is looked at', async () => {
    await expect(identity.resolve('a'.repeat(4_097))).rejects.toThrow();
  });
});

describe('a passport', () => {
  it.each(['compute', 'storage', 'governance'] as const)('of %s is none here', async (aud) => {
    expect(await identity.query({ ...grove.owner, aud }, '{ viewer { kind } }')).toMatchObject({
      status: 401,
      codes: ['PASSPORT_INVALID'],
    });
  });

  it('too large for a header is refused', async () => {
    const passport = `${await identity.passport(grove.owner)}.${'a'.repeat(65_536)}`;
    const response = await identity.post(
      '/graphql',
      { query: '{ viewer { kind } }' },
      { [passportHeader]: passport },
    );
    expect(response.status).toBe(431);
  });
});

describe('an API key', () => {
  const idOf = (key: string) => key.slice(0, -43);
  const secretOf = (key: string) => key.slice(-43);

  it.each<[string, () => string]>([
    ['cut short', () => grove.apiKey.slice(0, -1)],
    ['with one letter more', () => `${grove.apiKey}A`],
    ["with another key's id", () => idOf(meadow.apiKey) + secretOf(grove.apiKey)],
    ["with another key's secret", () => idOf(grove.apiKey) + secretOf(meadow.apiKey)],
    ['with an unknown id', () => `aic_${'0'.repeat(26)}_${secretOf(grove.apiKey)}`],
    ['that is a session', () => grove.apiKey.replace('aic_', 'aics_')],
    ['in capitals', () => idOf(grove.apiKey).toUpperCase() + secretOf(grove.apiKey)],
    ['with a quote', () => `${idOf(grove.apiKey)}' or true --`],
  ])('%s is refused, in the same words', async (_, make) => {
    expect(await identity.resolve(make())).toEqual({
      status: 401,
      body: { code: 'UNAUTHENTICATED', message: 'The credential is not valid.' },
    });
  });
});

describe('a sign-in code', () => {
  it('is refused the second time, by whichever door', async () => {
    const anonymous = { kind: 'ANONYMOUS', sub: '' } as const;
    const [first, second] = [await newCode(), await newCode()];
    expect((await identity.post('/auth/redeem', { code: first })).status).toBe(200);
    expect((await identity.query(anonymous, redeem, { code: first })).codes).toEqual([
      'SIGN_IN_CODE_INVALID',
    ]);
    expect((await identity.query(anonymous, redeem, { code: second })).codes).toEqual([]);
    expect((await identity.post('/auth/redeem', { code: second })).status).toBe(401);
  });
});

describe('a session', () => {
  it('is never one that the browser brought along', async () => {
    const planted = `aics_${'0'.repeat(26)}_${randomBytes(32).toString('base64url')}`;
    const response = await identity.post(
      '/auth/redeem',
      { code: await newCode() },
      { cookie: `aic_session=${planted}` },
    );
    expect(cookieOf(response)).toMatch(/^aics_/);
    expect(cookieOf(response)).not.toBe(planted);
    expect(await identity.resolve(planted)).toMatchObject({ status: 401 });
  });

  it('is not the one of whoever was signed in before, which ends', async () => {
    const before = cookieOf(await identity.post('/auth/redeem', { code: await newCode() }));
    const after = cookieOf(
      await identity.post('/auth/redeem', { code: await newCode() }, { cookie: `aic_session=${before}` }),
    );
    expect(after).not.toBe(before);
    expect((await identity.resolve(before)).status).toBe(401);
    expect((await identity.resolve(after)).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is not ended by what a form of another site can send: %s',
    async (type) => {
      const cookie = cookieOf(await identity.post('/auth/redeem', { code: await newCode() }));
      const headers = {
        'content-type': type,
        cookie: `aic_session=${cookie}`,
        origin: 'https://elsewhere.example',
      };
      expect((await identity.post('/auth/sign-out', {}, headers)).status).toBe(415);
      expect((await identity.resolve(cookie)).status).toBe(200);
    },
  );
});
