import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchIssuers, readIssuers } from '../../src/issuers/fetchIssuers.js';
import { startAddress } from '../../src/issuers/startAddress.js';

afterEach(() => vi.unstubAllGlobals());

describe('the issuers of a community', () => {
  it('are asked for by its slug, and told by name', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (address: string) => {
      asked.push(address);
      return Promise.resolve(Response.json({ issuers: [{ id: 'iss_1', displayName: 'Company', more: 1 }] }));
    });
    expect(await fetchIssuers('a&b')).toEqual({
      outcome: 'answered',
      data: [{ id: 'iss_1', displayName: 'Company' }],
    });
    expect(asked).toEqual(['/auth/oidc/issuers?community=a%26b']);
  });

  it('are refused with a reason, or not told at all', async () => {
    const refusal = { code: 'RATE_LIMITED', message: 'Later.' };
    expect(readIssuers(429, refusal)).toEqual({ outcome: 'refused', ...refusal });
    expect(readIssuers(200, '<!doctype html>')).toEqual({ outcome: 'failed' });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await fetchIssuers('home')).toEqual({ outcome: 'failed' });
  });
});

describe('startAddress', () => {
  it('keeps what it is given apart, whatever stands in it', () => {
    expect(startAddress({ community: 'home', issuer: 'iss_1', next: null })).toBe(
      '/auth/oidc/start?community=home&issuer=iss_1',
    );
    const address = startAddress({
      community: 'a',
      issuer: 'b&link=true',
      next: '/x?y=1&z',
      isLinking: true,
    });
    expect([...new URLSearchParams(address.split('?')[1])]).toEqual([
      ['community', 'a'],
      ['issuer', 'b&link=true'],
      ['next', '/x?y=1&z'],
      ['link', 'true'],
    ]);
  });
});
