import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPassportVerifier, type PassportVerifier } from '../../src/authorization/PassportVerifier.js';
import { createTestGateway, type TestGateway } from '../../src/testing/createTestGateway.js';

describe('createPassportVerifier', () => {
  let gateway: TestGateway;
  let verify: PassportVerifier;
  let clock = Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    gateway = await createTestGateway('identity');
    verify = createPassportVerifier({ audience: 'identity', jwks: gateway.jwks, clockSeconds: () => clock });
  });

  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('accepts a passport of the gateway', async () => {
    expect(await verify(await gateway.sign())).toMatchObject({ sub: 'per_test', kind: 'PERSON' });
  });

  it.each([undefined, ''])('asks for a passport when there is none: %j', async (header) => {
    await expect(verify(header)).rejects.toMatchObject({ code: 'PASSPORT_REQUIRED', status: 401 });
  });

  it.each([
    ['for another subgraph', () => gateway.sign({ aud: 'compute' })],
    ['expired', () => gateway.sign({}, clock - 120)],
    ['from the future', () => gateway.sign({}, clock + 600)],
    ['that lives too long', () => gateway.sign({ exp: clock + 900 }, clock - 300)],
    ['of another issuer', () => gateway.sign({ iss: 'somebody' as never })],
    ['with an unknown role', () => gateway.sign({ roles: ['KING'] as never })],
    ['of another gateway', async () => (await createTestGateway('identity')).sign()],
    ['with its signature cut', async () => (await gateway.sign()).slice(0, -4)],
    [
      'without an algorithm',
      async () => `${base64({ alg: 'none' })}.${(await gateway.sign()).split('.')[1] ?? ''}.`,
    ],
    [
      'signed with the public key as a shared secret',
      async () => {
        const body = `${base64({ alg: 'HS256', kid: 'test' })}.${(await gateway.sign()).split('.')[1] ?? ''}`;
        return `${body}.${createHmac('sha256', gateway.jwks).update(body).digest('base64url')}`;
      },
    ],
    [
      'signed with the bytes of the public key as a shared secret',
      async () => {
        const { keys } = JSON.parse(gateway.jwks) as { keys: { x: string }[] };
        const body = `${base64({ alg: 'HS256', kid: 'test' })}.${(await gateway.sign()).split('.')[1] ?? ''}`;
        const secret = Buffer.from(keys[0]?.x ?? '', 'base64url');
        return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
      },
    ],
    [
      'whose claims were changed afterwards',
      async () => {
        const [header = '', payload = '', signature = ''] = (await gateway.sign()).split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        return `${header}.${base64({ ...claims, roles: ['OWNER'] })}.${signature}`;
      },
    ],
    [
      'whose header was changed to name another key',
      async () => {
        const [, payload = '', signature = ''] = (await gateway.sign()).split('.');
        return `${base64({ alg: 'EdDSA', kid: 'another' })}.${payload}.${signature}`;
      },
    ],
    ['that is no token', () => Promise.resolve('passport')],
    ['that is a megabyte of nothing', () => Promise.resolve(`${'a'.repeat(1_048_576)}.b.c`)],
  ])('refuses a passport %s', async (_, make) => {
    await expect(verify(await make())).rejects.toMatchObject({ code: 'PASSPORT_INVALID', status: 401 });
  });

  it('refuses a passport that names one key of several and is signed with another', async () => {
    const other = await createTestGateway('identity');
    const [own, others] = [gateway, other].map(({ jwks }) => JSON.parse(jwks) as { keys: object[] });
    const jwks = JSON.stringify({
      keys: [...(own?.keys ?? []), ...(others?.keys ?? []).map((key) => ({ ...key, kid: 'second' }))],
    });
    const both = createPassportVerifier({ audience: 'identity', jwks, clockSeconds: () => clock });
    expect(await both(await gateway.sign())).toMatchObject({ sub: 'per_test' });
    await expect(both(await other.sign())).rejects.toMatchObject({ code: 'PASSPORT_INVALID' });
  });

  it('does not remember a passport beyond its end', async () => {
    const passport = await gateway.sign({}, clock);
    await verify(passport);
    clock += 70;
    await expect(verify(passport)).rejects.toMatchObject({ code: 'PASSPORT_INVALID' });
    clock -= 70;
  });
});
