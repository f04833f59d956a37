import { describe, expect, it } from 'vitest';
import { relyingPartyOf } from '../../src/rules/relyingParty.js';

describe('relyingPartyOf', () => {
  it.each([
    ['https://collective.example', 'collective.example', ['https://collective.example']],
    ['https://aic.example:8443/base', 'aic.example', ['https://aic.example:8443']],
    ['http://192.0.2.7:4000', '192.0.2.7', ['http://192.0.2.7:4000']],
  ])('of %s is %s, for pages of that origin alone', (url, id, origins) => {
    expect(relyingPartyOf(url)).toMatchObject({ id, origins });
  });

  it.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])(
    'of %s is localhost, for all names that a machine has for itself',
    (url) => {
      expect(relyingPartyOf(url)).toMatchObject({
        id: 'localhost',
        origins: ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'],
      });
    },
  );
});
