import { describe, expect, it } from 'vitest';
import { newPrivateJwk, type PrivateJwk } from '../../src/keys/rotation/newPrivateJwk.js';
import { readSigningKeys } from '../../src/keys/signingKey.js';
import { SigningKeys } from '../../src/keys/SigningKeys.js';

const former = newPrivateJwk(0);
const current = newPrivateJwk(1_000);
const coming = newPrivateJwk(2_000);
const all = [former, current, coming];

const read = (...jwks: readonly PrivateJwk[]) => readSigningKeys({ keys: jwks });
const opened = (now: number) => new SigningKeys(read(...all), { tokenLifetimeSeconds: 60, now });
const kids = (keys: SigningKeys, now: number) => keys.published(now).keys.map(({ kid }) => kid);

describe('signing keys', () => {
  it('sign one after the other, each from its time on', () => {
    const keys = opened(0);
    expect([999, 1_000, 1_999, 2_000, 5_000].map((now) => keys.current(now).kid)).toEqual([
      ...[former.kid, current.kid, current.kid, coming.kid, coming.kid],
    ]);
  });

  it('are published with their times and nothing private', () => {
    const set = opened(0).published(1_010);
    expect(set.keys.map(({ kid, nbf, exp }) => ({ kid, nbf, exp }))).toEqual([
      { kid: former.kid, exp: 1_070 },
      { kid: current.kid, nbf: 1_000, exp: 2_070 },
      { kid: coming.kid, nbf: 2_000 },
    ]);
    expect(new Set(set.keys.flatMap(Object.keys))).toEqual(
      new Set(['kty', 'crv', 'x', 'kid', 'alg', 'use', 'nbf', 'exp']),
    );
    for (const { d } of all) expect(JSON.stringify(set)).not.toContain(d);
  });

  it('accept what the current and the former key signed, not what one to come did', () => {
    const keys = opened(0);
    const accepted = (now: number) => all.map(({ kid }) => keys.accepted(kid, now)?.kid);
    expect(accepted(1_010)).toEqual([former.kid, current.kid, undefined]);
    expect(accepted(1_080)).toEqual([undefined, current.kid, undefined]);
    expect(keys.accepted('unknown', 1_010)).toBeUndefined();
    expect(keys.accepted(undefined, 1_010)).toBeUndefined();
  });

  it('forget a removed key at once, and tell so; one whose tokens are over goes silently', () => {
    const keys = opened(1_010);
    let told = 0;
    keys.onRemoval(() => (told += 1));
    const last = newPrivateJwk(3_000);
    keys.replace(read(former, current, coming, last), 1_010);
    expect(told).toBe(0);
    keys.replace(read(current, coming, last), 1_100);
    expect([told, keys.holds(former.kid)]).toEqual([0, false]);
    const instead = newPrivateJwk(1_100);
    keys.replace(read(instead, coming, last), 1_100);
    expect([told, keys.holds(current.kid), keys.current(1_100).kid]).toEqual([1, false, instead.kid]);
    expect(kids(keys, 1_100)).toEqual([instead.kid, coming.kid, last.kid]);
  });

  it('tell of a key that was put in the place of another under its id', () => {
    const keys = opened(1_010);
    let told = 0;
    keys.onRemoval(() => (told += 1));
    keys.replace(read(former, { ...newPrivateJwk(1_000), kid: current.kid }, coming), 1_010);
    expect(told).toBe(1);
  });

  it('refuse a set of which none signs by now, and stay as they are', () => {
    const keys = opened(1_010);
    expect(() => keys.replace(read(coming), 1_010)).toThrow('must hold a key that signs by now');
    expect(keys.current(1_010).kid).toBe(current.kid);
    expect(() => new SigningKeys(read(coming), { tokenLifetimeSeconds: 60, now: 1_010 })).toThrow();
  });
});
