import { expect, it } from 'vitest';
import { passkeyAddress } from '../../src/passkeys/passkeyAddress.js';

it.each([
  ['http://127.0.0.1:4000/account/?a=1', 'http://localhost:4000/account/?a=1'],
  ['http://[::1]:4000/', 'http://localhost:4000/'],
])('leads from %s to %s', (address, named) => {
  expect(passkeyAddress(address)).toBe(named);
});

it.each(['http://localhost:4000/', 'https://collective.example/', 'https://127.example/'])(
  'stays at %s',
  (address) => {
    expect(passkeyAddress(address)).toBeNull();
  },
);
