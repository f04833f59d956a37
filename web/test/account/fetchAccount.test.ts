import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchAccount } from '../../src/account/fetchAccount.js';
import { answeringFetch } from '../http/answeringFetch.js';

afterEach(() => vi.unstubAllGlobals());

const passkey = {
  id: 'psk_1',
  name: 'laptop',
  backedUp: false,
  createdAt: '2030-01-01T00:00:00.000Z',
  lastUsedAt: null,
};

describe('fetchAccount', () => {
  it('reads passkeys and how many codes are left', async () => {
    const viewer = {
      person: { id: 'per_1', name: 'Ada' },
      community: { slug: 'home' },
      recoveryCodesLeft: 10,
      passkeys: [passkey],
    };
    answeringFetch({ data: { viewer } });
    expect(await fetchAccount()).toEqual({
      outcome: 'answered',
      data: {
        personId: 'per_1',
        person: 'Ada',
        community: 'home',
        recoveryCodesLeft: 10,
        passkeys: [passkey],
      },
    });
  });

  it.each([null, { person: null, community: null, recoveryCodesLeft: 0, passkeys: [] }])(
    'finds nobody in %j',
    async (viewer) => {
      answeringFetch({ data: { viewer } });
      expect(await fetchAccount()).toEqual({ outcome: 'answered', data: null });
    },
  );

  it('says when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await fetchAccount()).toEqual({ outcome: 'failed' });
  });
});
