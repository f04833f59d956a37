import type { BuiltInRole } from '@ai-collective/contracts';
import { mayGrant, permissionsToHandOn, type Grant } from './grants.js';

/** Whether an invitation can still be accepted. */
export const invitationStatuses = ['OPEN', 'EXPIRED', 'REVOKED', 'USED_UP'] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

/** An invitation is void from the instant it expires; revoked wins over used up, and that over expired. */
export function invitationStatus(
  invitation: {
    readonly uses: number;
    readonly used: number;
    readonly expiresAt: Date;
    readonly revokedAt: Date | null;
  },
  now: Date,
): InvitationStatus {
  if (invitation.revokedAt !== null) return 'REVOKED';
  if (invitation.used >= invitation.uses) return 'USED_UP';
  return invitation.expiresAt <= now ? 'EXPIRED' : 'OPEN';
}

/** Whether somebody may invite people to these roles, when making the invitation and again when it is accepted. */
export function mayInvite(maker: Grant, roles: readonly BuiltInRole[]): boolean {
  return permissionsToHandOn(maker).has('members:manage') && mayGrant(maker, { roles, scopes: null });
}
