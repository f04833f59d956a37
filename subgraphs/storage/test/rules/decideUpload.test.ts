import type { Capability } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { decideUpload } from '../../src/rules/decideUpload.js';

const capability: Capability = {
  action: 'write',
  community: 'com_one',
  cid: null,
  maxBytes: 100,
  expiresAt: 0,
  subject: 'per_one',
};
const verdict = (change: Partial<Capability>) =>
  ({ ok: true, capability: { ...capability, ...change } }) as const;

describe('decideUpload', () => {
  it.each([
    { what: 'no capability', given: undefined, bytes: undefined, code: 'CAPABILITY_REQUIRED' },
    {
      what: 'a malformed one',
      given: { ok: false, reason: 'MALFORMED' } as const,
      bytes: undefined,
      code: 'CAPABILITY_FORGED',
    },
    {
      what: 'a forged one',
      given: { ok: false, reason: 'FORGED' } as const,
      bytes: undefined,
      code: 'CAPABILITY_FORGED',
    },
    {
      what: 'an expired one',
      given: { ok: false, reason: 'EXPIRED' } as const,
      bytes: undefined,
      code: 'CAPABILITY_EXPIRED',
    },
    {
      what: 'one for reading',
      given: verdict({ action: 'read' }),
      bytes: undefined,
      code: 'CAPABILITY_MISMATCH',
    },
    {
      what: 'one whose community is a path',
      given: verdict({ community: '../../etc' }),
      bytes: undefined,
      code: 'CAPABILITY_MISMATCH',
    },
    {
      what: 'one whose community is hidden',
      given: verdict({ community: '.incoming' }),
      bytes: undefined,
      code: 'CAPABILITY_MISMATCH',
    },
    { what: 'a body announced as too large', given: verdict({}), bytes: 101, code: 'BODY_TOO_LARGE' },
  ])('refuses $what', ({ given, bytes, code }) => {
    expect(decideUpload(given, bytes)).toMatchObject({ ok: false, code });
  });

  it.each([undefined, 0, 100])('admits a body announced as %s bytes', (bytes) => {
    expect(decideUpload(verdict({}), bytes)).toEqual({ ok: true, capability });
  });
});
