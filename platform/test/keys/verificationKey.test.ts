import { describe, expect, it } from 'vitest';
import { newPrivateJwk } from '../../src/keys/rotation/newPrivateJwk.js';
import { thumbprint } from '../../src/keys/thumbprint.js';
import { acceptedKey, readVerificationKeys } from '../../src/keys/verificationKey.js';

const publicJwk = (nbf: number) => {
  const { d, ...jwk } = newPrivateJwk(nbf);
  expect(d).toHaveLength(43);
  return jwk;
};
const good = publicJwk(100);

describe('a published set of keys', () => {
  it.each<[string, object]>([
    ['symmetric', { kty: 'oct', k: 'c2VjcmV0', kid: 'shared', alg: 'HS256' }],
    ['symmetric, dressed as another', { ...good, kid: 'dressed', k: 'c2VjcmV0' }],
    ['private', { ...newPrivateJwk(0), kid: 'private' }],
    ['for another algorithm', { ...good, kid: 'other', alg: 'HS256' }],
    ['for encryption', { ...good, kid: 'other', use: 'enc' }],
    ['of another curve', { ...good, kid: 'other', crv: 'X25519' }],
  ])('is read without a key that is %s', (_, bad) => {
    expect([...readVerificationKeys({ keys: [bad, good] }).keys()]).toEqual([good.kid]);
    expect(() => readVerificationKeys({ keys: [bad] })).toThrow('holds no public Ed25519 key');
  });

  it.each<[string, unknown]>([
    ['no keys', { keys: [] }],
    ['no list of keys', { keys: 'all' }],
    ['nothing', null],
    ['two keys of one id', { keys: [good, { ...good, nbf: 1 }] }],
    ['too many keys', { keys: Array.from({ length: 33 }, (_, kid) => ({ ...good, kid: String(kid) })) }],
  ])('is refused when it is %s', (_, value) => {
    expect(() => readVerificationKeys(value)).toThrow();
  });

  it('accepts a key from its time on, until its end', () => {
    const keys = readVerificationKeys({ keys: [{ ...good, exp: 200 }] });
    const times = [94, 95, 199, 200].filter((now) => acceptedKey(keys, good.kid, now) !== undefined);
    expect(times).toEqual([95, 199]);
  });

  it('knows a key without an id by its thumbprint; a token may leave out the id of the only one', () => {
    const { kid, ...nameless } = good;
    const keys = readVerificationKeys({ keys: [nameless] });
    expect(acceptedKey(keys, thumbprint(good.x), 100)?.x).toBe(good.x);
    expect(acceptedKey(keys, undefined, 100)?.x).toBe(good.x);
    expect(acceptedKey(keys, kid, 100)).toBeUndefined();
    const two = readVerificationKeys({ keys: [good, publicJwk(0)] });
    expect(acceptedKey(two, undefined, 100)).toBeUndefined();
  });
});
