/** In the order in which they are locked. */
export type AccountKind = 'MEMBER' | 'DEBT' | 'ESCROW' | 'TREASURY' | 'ISSUANCE';

/** Why an amount moved. */
export const entryReasons = [
  'BUDGET',
  'HELD',
  'PAID',
  'EARNED',
  'PUBLISHED',
  'SHARE',
  'RETURNED',
  'REVERSED',
] as const;
export type EntryReason = (typeof entryReasons)[number];

export interface Account {
  readonly kind: AccountKind;
  /** A member for MEMBER and DEBT, a job for ESCROW, and nobody for TREASURY, whose debt is nobody's too. */
  readonly holder: string;
}

const issuanceAccounts = 16;

/**
 * The account that issues credit for a job: one of several, so that jobs submitted at the same time seldom wait for one
 * another's row. Their balances are only ever looked at together.
 */
export function issuanceFor(jobId: string): Account {
  return { kind: 'ISSUANCE', holder: String((jobId.codePointAt(jobId.length - 1) ?? 0) % issuanceAccounts) };
}

export const treasury: Account = { kind: 'TREASURY', holder: '' };
