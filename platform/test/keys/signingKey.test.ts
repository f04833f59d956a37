import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newPrivateJwk } from '../../src/keys/rotation/newPrivateJwk.js';
import { readSigningKeys } from '../../src/keys/signingKey.js';
import { thumbprint } from '../../src/keys/thumbprint.js';

const one = newPrivateJwk(0);
const other = newPrivateJwk(50);

describe('a set of private keys', () => {
  it('is read in the order in which its keys sign', () => {
    expect(readSigningKeys({ keys: [other, one] }).map(({ kid, nbf }) => [kid, nbf])).toEqual([
      [one.kid, 0],
      [other.kid, 50],
    ]);
  });

  it('may be one key alone, which has signed for ever and is known by its thumbprint', () => {
    const { kty, crv, x, d } = one;
    expect(readSigningKeys({ kty, crv, x, d })).toMatchObject([{ kid: thumbprint(x), nbf: 0, x }]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no key', { keys: [] }],
    ['a public key', { keys: [one, { ...other, d: undefined }] }],
    ['a symmetric key', { keys: [one, { kty: 'oct', k: 'c2VjcmV0', kid: 'shared' }] }],
    ['a key of another kind', { keys: [generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })] }],
    ['halves of different keys', { keys: [{ ...one, x: other.x }] }],
    ['two keys of one id', { keys: [one, { ...other, kid: one.kid }] }],
    ['one key under two ids', { keys: [one, { ...one, kid: 'again' }] }],
    ['an id that is no word', { keys: [{ ...one, kid: 'a\r\nb' }] }],
    ['a time that is none', { keys: [{ ...one, nbf: 'tomorrow' }] }],
    ['more keys than years of rotation leave', { keys: Array.from({ length: 33 }, () => newPrivateJwk(0)) }],
  ])('is refused whole with %s in it, and the refusal repeats nothing of it', (_, value) => {
    const reading = () => readSigningKeys(value);
    expect(reading).toThrow(/^must /);
    expect(reading).not.toThrow(one.d);
  });
});
