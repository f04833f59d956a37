import { builtInRoles, permissions } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayGrant, permissionsOf, type Grant } from '../../src/rules/grants.js';
import { invitationStatus, mayInvite } from '../../src/rules/invitations.js';

const now = new Date('2026-01-02T00:00:00Z');
const later = new Date(now.getTime() + 1);

describe('invitationStatus', () => {
  it.each([
    ['OPEN', { uses: 2, used: 1, expiresAt: later, revokedAt: null }],
    ['USED_UP', { uses: 2, used: 2, expiresAt: later, revokedAt: null }],
    ['EXPIRED', { uses: 1, used: 0, expiresAt: now, revokedAt: null }],
    ['USED_UP', { uses: 1, used: 1, expiresAt: now, revokedAt: null }],
    ['REVOKED', { uses: 1, used: 1, expiresAt: now, revokedAt: now }],
  ] as const)('%s of %j', (expected, invitation) => {
    expect(invitationStatus(invitation, now)).toBe(expected);
  });

  it('is open only before it ends', () => {
    const moments = fc.date({ noInvalidDate: true });
    const counts = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(counts, counts, moments, (uses, used, expiresAt) => {
        const status = invitationStatus({ uses, used, expiresAt, revokedAt: null }, now);
        expect(status === 'OPEN').toBe(used < uses && expiresAt > now);
      }),
    );
  });
});

describe('mayInvite', () => {
  it.each<[string, Grant, boolean]>([
    ['an owner invites an administrator', { roles: ['OWNER'], scopes: null }, true],
    ['an administrator invites another', { roles: ['ADMIN'], scopes: null }, true],
    ['nobody invites without members:manage', { roles: ['OPERATOR'], scopes: null }, false],
    ['nobody invites to more than their scopes', { roles: ['ADMIN'], scopes: ['members:manage'] }, false],
    ['nobody invites who holds nothing any more', { roles: [], scopes: null }, false],
  ])('%s', (_name, maker, expected) => {
    expect(mayInvite(maker, ['ADMIN'])).toBe(expected);
  });

  it('allows nothing that granting would not', () => {
    const roles = fc.subarray([...builtInRoles]);
    const scopes = fc.option(fc.subarray([...permissions]), { nil: null });
    fc.assert(
      fc.property(fc.record({ roles, scopes }), roles, (maker, wanted) => {
        if (!mayInvite(maker, wanted)) return;
        expect(mayGrant(maker, { roles: wanted, scopes: null })).toBe(true);
        expect(permissionsOf(maker).has('members:manage')).toBe(true);
      }),
    );
  });
});
