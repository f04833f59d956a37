import { newPrivateJwk, readSigningKeys, type PrivateJwk } from '@ai-collective/platform/testing';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  importJWK,
  jwtVerify,
  SignJWT,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAccessTokens, type AccessTokens } from '../../src/tokens/accessTokens.js';
import { newSigningJwk, newSigningKeys } from '../startTestIdentity.js';

const now = new Date('2030-01-01T00:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const holder = { personId: 'per_1', sessionId: 'ses_1' };

describe('access tokens', () => {
  let jwk: Awaited<ReturnType<typeof newSigningJwk>>;
  let tokens: AccessTokens;
  let token: string;

  beforeAll(async () => {
    jwk = await newSigningJwk();
    tokens = createAccessTokens(await newSigningKeys(jwk));
    ({ token } = await tokens.sign({ ...holder, now }));
  });

  async function forge(header: JWTHeaderParameters, changes: JWTPayload = {}, key = jwk): Promise<string> {
    const claims = {
      sid: 'ses_1',
      iss: 'aic-identity',
      aud: 'aic',
      sub: 'per_1',
      iat: now.getTime() / 1000,
      exp: now.getTime() / 1000 + 60,
    };
    return new SignJWT({ ...claims, ...changes })
      .setProtectedHeader(header)
      .sign(await importJWK({ ...key }, 'EdDSA'));
  }

  it('last fifteen minutes', async () => {
    expect(await tokens.verify(token, later(899))).toEqual({ ...holder, expiresAt: later(900) });
    await expect(tokens.verify(token, later(900))).rejects.toMatchObject({
      code: 'ACCESS_TOKEN_EXPIRED',
      status: 401,
    });
  });

  it('can be checked by anybody with the published keys, which hold nothing private', async () => {
    const keys = createLocalJWKSet({ keys: tokens.jwks(now).keys.map((key) => ({ ...key })) });
    const { payload } = await jwtVerify(token, keys, {
      issuer: 'aic-identity',
      audience: 'aic',
      currentDate: now,
    });
    expect(payload).toMatchObject({ sub: 'per_1', sid: 'ses_1' });
    expect(tokens.jwks(now).keys.flatMap(Object.keys)).not.toContain('d');
  });

  it('are accepted when made as identity makes them, so that the forgeries below fail for their own reason', async () => {
    expect(await tokens.verify(await forge({ alg: 'EdDSA', typ: 'at+jwt' }), now)).toMatchObject(holder);
  });

  it('are refused when signed with another key', async () => {
    const forged = await forge({ alg: 'EdDSA', typ: 'at+jwt' }, {}, await newSigningJwk());
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are refused without a signature', async () => {
    const [, payload = ''] = token.split('.');
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    await expect(tokens.verify(`${header}.${payload}.`, now)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('are refused when signed with the public key as a shared secret', async () => {
    const claims = {
      sid: 'ses_1',
      iss: 'aic-identity',
      aud: 'aic',
      sub: 'per_1',
      exp: now.getTime() / 1000 + 60,
    };
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(Buffer.from(jwk.x, 'base64url'));
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are refused when a claim was changed afterwards', async () => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'per_2' })).toString('base64url');
    await expect(tokens.verify(`${header}.${changed}.${signature}`, now)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it.each<[string, JWTPayload]>([
    ['of another issuer', { iss: 'somebody-else' }],
    ['for another audience', { aud: 'somebody-else' }],
    ['without a session', { sid: '' }],
    ['issued in the future', { iat: later(30).getTime() / 1000, exp: later(60).getTime() / 1000 }],
    ['longer than fifteen minutes', { exp: later(901).getTime() / 1000 }],
  ])('are refused when they are %s', async (_name, changes) => {
    const forged = await forge({ alg: 'EdDSA', typ: 'at+jwt' }, changes);
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are refused when they are another kind of token', async () => {
    const forged = await forge({ alg: 'EdDSA', typ: 'JWT' });
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are refused with the id of another key, whoever signed them', async () => {
    const forged = await forge({ alg: 'EdDSA', typ: 'at+jwt', kid: 'another' });
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are refused when they bring the key they are to be checked with', async () => {
    const own = await newSigningJwk();
    const publicHalf = { kty: own.kty, crv: own.crv, x: own.x };
    const forged = await forge({ alg: 'EdDSA', typ: 'at+jwt', jwk: publicHalf }, {}, own);
    await expect(tokens.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are refused without the last bytes of their signature', async () => {
    for (const cut of [1, 2, 10, 86])
      await expect(tokens.verify(token.slice(0, -cut), now)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
  });

  describe('while keys change', () => {
    const seconds = now.getTime() / 1000;
    const [former, current, coming] = [0, seconds, seconds + 3_600].map(newPrivateJwk);

    const holding = async (...keys: readonly unknown[]) => {
      const signingKeys = await newSigningKeys({ keys });
      return { signingKeys, changing: createAccessTokens(signingKeys) };
    };

    it('of the former key are accepted until they are over, and its key is published as long', async () => {
      const { changing } = await holding(former, current, coming);
      const last = await changing.sign({ ...holder, now: later(-1) });
      const first = await changing.sign({ ...holder, now });
      const kids = [last, first].map((signed) => decodeProtectedHeader(signed.token).kid);
      expect(kids).toEqual([former?.kid, current?.kid]);
      expect(await changing.verify(last.token, later(898))).toMatchObject(holder);
      const published = (at: Date) => changing.jwks(at).keys.map(({ kid }) => kid);
      expect(published(later(909))).toEqual([former?.kid, current?.kid, coming?.kid]);
      expect(published(later(910))).toEqual([current?.kid, coming?.kid]);
    });

    it('are refused as soon as their key was removed', async () => {
      const { changing, signingKeys } = await holding(former, current);
      const signed = await changing.sign({ ...holder, now: later(-1) });
      expect(await changing.verify(signed.token, now)).toMatchObject(holder);
      signingKeys.replace(readSigningKeys({ keys: [current] }), seconds);
      await expect(changing.verify(signed.token, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    it('are refused of a key that is not to sign yet, and with the id of another', async () => {
      const { changing } = await holding(former, current, coming);
      const forgeries = [
        forge({ alg: 'EdDSA', typ: 'at+jwt', kid: coming?.kid ?? '' }, {}, jwkOf(coming)),
        forge({ alg: 'EdDSA', typ: 'at+jwt', kid: current?.kid ?? '' }, {}, jwkOf(former)),
        forge({ alg: 'EdDSA', typ: 'at+jwt' }, {}, jwkOf(current)),
      ];
      for (const forged of await Promise.all(forgeries))
        await expect(changing.verify(forged, now)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      const genuine = await forge(
        { alg: 'EdDSA', typ: 'at+jwt', kid: current?.kid ?? '' },
        {},
        jwkOf(current),
      );
      expect(await changing.verify(genuine, now)).toMatchObject(holder);
    });

    it('show nothing private of any key', async () => {
      const { changing } = await holding(former, current, coming);
      const published = JSON.stringify(changing.jwks(now));
      for (const key of [former, current, coming]) expect(published).not.toContain(key?.d);
    });
  });
});

function jwkOf(key: PrivateJwk | undefined) {
  const { kty, crv, x, d } = key ?? newPrivateJwk(0);
  return { kty, crv, x, d };
}
