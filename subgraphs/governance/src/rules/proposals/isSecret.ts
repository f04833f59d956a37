import type { Secrecy } from '@ai-collective/contracts';

/** Whether the tally and the ballots of a vote are kept from everybody: where they are hidden, until the vote has ended, or for good if it never did. */
export function isSecret(
  { secrecy, canceledAt }: { readonly secrecy: Secrecy; readonly canceledAt: number | null },
  { endsAt, at }: { readonly endsAt: number | null; readonly at: number },
): boolean {
  if (secrecy === 'OPEN') return false;
  const until = Math.min(at, canceledAt ?? at);
  return endsAt === null || until < endsAt;
}
