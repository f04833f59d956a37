import { sign } from 'node:crypto';
import { passportAlgorithm, passportIssuer } from '@ai-collective/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPassportVerifier, type PassportVerifier } from '../../src/authorization/PassportVerifier.js';
import { newPrivateJwk, type PrivateJwk } from '../../src/keys/rotation/newPrivateJwk.js';
import { readSigningKeys } from '../../src/keys/signingKey.js';
import { SigningKeys } from '../../src/keys/SigningKeys.js';
import { readVerificationKeys, type VerificationKeyMap } from '../../src/keys/verificationKey.js';

/** A subgraph's view of the gateway's keys, which a test changes. */
class Published {
  known: VerificationKeyMap = new Map();
  refreshes = 0;
  onRefresh = (): void => undefined;

  refresh(): Promise<void> {
    this.refreshes += 1;
    this.onRefresh();
    return Promise.resolve();
  }
}

describe('passports, while keys change,', () => {
  const former = newPrivateJwk(0);
  const current = newPrivateJwk(10_000);
  const coming = newPrivateJwk(20_000);
  let now: number;
  let published: Published;
  let verify: PassportVerifier;

  const publish = (...jwks: readonly PrivateJwk[]): void => {
    const keys = new SigningKeys(readSigningKeys({ keys: jwks }), { tokenLifetimeSeconds: 60, now });
    published.known = readVerificationKeys(keys.published(now));
  };
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const passport = (signer: PrivateJwk, kid: unknown = signer.kid): string => {
    const claims = {
      ...{ iss: passportIssuer, aud: 'compute', sub: 'per_1', kind: 'PERSON', community: 'com_1' },
      ...{ roles: ['OWNER'], scopes: null, policyVersion: 0, iat: now, exp: now + 60 },
    };
    const body = `${encoded({ alg: passportAlgorithm, kid })}.${encoded(claims)}`;
    const [key] = readSigningKeys(signer);
    if (key === undefined) throw new Error('no key');
    return `${body}.${sign(null, Buffer.from(body), key.privateKey).toString('base64url')}`;
  };
  const refused = { code: 'PASSPORT_INVALID', status: 401 };

  beforeEach(() => {
    now = 10_010;
    published = new Published();
    verify = createPassportVerifier({ audience: 'compute', jwks: published, clockSeconds: () => now });
    publish(former, current, coming);
  });

  it('are accepted of the current key, and of the former one until its last passport is over', async () => {
    expect(await verify(passport(current))).toMatchObject({ sub: 'per_1' });
    expect(await verify(passport(former))).toMatchObject({ sub: 'per_1' });
    now = 10_070;
    await expect(verify(passport(former))).rejects.toMatchObject(refused);
  });

  it('are refused of a key that is not to sign yet', async () => {
    await expect(verify(passport(coming))).rejects.toMatchObject(refused);
  });

  it('are refused when they name another key than the one that signed them', async () => {
    await expect(verify(passport(former, current.kid))).rejects.toMatchObject(refused);
    await expect(verify(passport(current, former.kid))).rejects.toMatchObject(refused);
  });

  it.each([[7], [{}], [['a']], [null], ['__proto__'], ['']])('are refused when they name %j', async (kid) => {
    await expect(verify(passport(current, kid))).rejects.toMatchObject(refused);
  });

  it('that were verified are refused as soon as their key was removed', async () => {
    const [kept, gone] = [passport(current), passport(former)];
    await Promise.all([verify(kept), verify(gone)]);
    publish(current, coming);
    // Its place may be taken by another key of the same id.
    await expect(verify(gone)).rejects.toMatchObject(refused);
    publish({ ...newPrivateJwk(0), kid: former.kid }, current, coming);
    await expect(verify(gone)).rejects.toMatchObject(refused);
    expect(await verify(kept)).toMatchObject({ sub: 'per_1' });
  });

  it('that were verified are refused when their key is over', async () => {
    now = 10_069;
    const late = passport(former);
    await verify(late);
    now = 10_070;
    await expect(verify(late)).rejects.toMatchObject(refused);
  });

  it('that were verified stay so when only the end of their key is told', async () => {
    publish(former, current);
    const token = passport(current);
    const claims = await verify(token);
    publish(former, current, coming);
    expect(await verify(token)).toBe(claims);
  });

  it('of an unknown key are refused after another look, those of a known key without one', async () => {
    await verify(passport(current));
    await expect(verify(passport(former, current.kid))).rejects.toMatchObject(refused);
    expect(published.refreshes).toBe(0);
    await expect(verify(passport(newPrivateJwk(0)))).rejects.toMatchObject(refused);
    expect(published.refreshes).toBe(1);
  });

  it('of a key that was published a moment ago are accepted', async () => {
    const urgent = newPrivateJwk(10_005);
    published.onRefresh = () => publish(current, urgent);
    expect(await verify(passport(urgent))).toMatchObject({ sub: 'per_1' });
  });

  it('cannot be judged as long as no keys are known', async () => {
    published.known = new Map();
    await expect(verify(passport(current))).rejects.toMatchObject({
      code: 'PASSPORT_KEYS_UNAVAILABLE',
      status: 503,
    });
  });
});
