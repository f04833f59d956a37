import type { Capability } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { decideRead } from '../../src/rules/decideRead.js';

const cid = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku';
const otherCid = 'bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e';
const capability: Capability = {
  action: 'read',
  community: 'com_one',
  cid,
  maxBytes: 1,
  expiresAt: 0,
  subject: 'per_one',
};
const verdict = (change: Partial<Capability>) =>
  ({ ok: true, capability: { ...capability, ...change } }) as const;
const wanted = { community: 'com_one', cid };

describe('decideRead', () => {
  it('admits the blob the capability names', () => {
    expect(decideRead(verdict({}), wanted)).toEqual({ ok: true });
  });

  it.each([
    { what: 'no capability', given: undefined, asked: wanted, code: 'CAPABILITY_REQUIRED' },
    {
      what: 'a forged capability',
      given: { ok: false, reason: 'FORGED' } as const,
      asked: wanted,
      code: 'CAPABILITY_FORGED',
    },
    {
      what: 'an expired capability',
      given: { ok: false, reason: 'EXPIRED' } as const,
      asked: wanted,
      code: 'CAPABILITY_EXPIRED',
    },
    {
      what: 'a capability to write',
      given: verdict({ action: 'write' }),
      asked: wanted,
      code: 'CAPABILITY_MISMATCH',
    },
    {
      what: 'a capability without a CID',
      given: verdict({ cid: null }),
      asked: wanted,
      code: 'CAPABILITY_MISMATCH',
    },
    {
      what: 'another blob',
      given: verdict({}),
      asked: { ...wanted, cid: otherCid },
      code: 'CAPABILITY_MISMATCH',
    },
    {
      what: 'another community',
      given: verdict({}),
      asked: { ...wanted, community: 'com_two' },
      code: 'CAPABILITY_MISMATCH',
    },
    {
      what: 'a CID that is a path',
      given: verdict({ cid: '../x' }),
      asked: { ...wanted, cid: '../x' },
      code: 'BLOB_NOT_FOUND',
    },
    {
      what: 'a community that is a path',
      given: verdict({ community: '..' }),
      asked: { ...wanted, community: '..' },
      code: 'BLOB_NOT_FOUND',
    },
  ])('refuses $what', ({ given, asked, code }) => {
    expect(decideRead(given, asked)).toEqual({ ok: false, code });
  });
});
