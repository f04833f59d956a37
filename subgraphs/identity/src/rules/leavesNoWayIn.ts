/** What a person can sign in with. Passkeys and linked accounts are named by their ids. */
export interface WaysIn {
  readonly passkeys: readonly string[];
  /** Those that still work. */
  readonly linkedAccounts: readonly string[];
  /** How many are left. */
  readonly recoveryCodes: number;
}

/** Whether removing a passkey or a linked account takes away the last way in. What does not work any more can always go. */
export function leavesNoWayIn({ passkeys, linkedAccounts, recoveryCodes }: WaysIn, removed: string): boolean {
  const ways = [...passkeys, ...linkedAccounts];
  return recoveryCodes === 0 && ways.includes(removed) && ways.every((way) => way === removed);
}
