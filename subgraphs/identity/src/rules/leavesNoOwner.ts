import type { BuiltInRole } from '@ai-collective/contracts';

/** Whether a community would be without an owner once this person has these roles (none when removed). */
export function leavesNoOwner(
  ownerIds: readonly string[],
  change: { readonly personId: string; readonly roles: readonly BuiltInRole[] },
): boolean {
  if (change.roles.includes('OWNER')) return false;
  return ownerIds.every((ownerId) => ownerId === change.personId);
}
