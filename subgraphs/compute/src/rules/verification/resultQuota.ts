import type { VerificationPolicy } from './verificationPolicy.js';

/** How an attempt ended, as far as the quota minds. ACCEPTED: its result was taken unchecked, or was inconclusive. */
export type QuotaEvent = 'VALID' | 'ACCEPTED' | 'INVALID' | 'ERROR' | 'TIMED_OUT' | 'ABANDONED';

/**
 * How many attempts of a device may be under way, or reported and not judged, at once; begin with `quota.initial`. Doubled by a
 * result that was confirmed, one less for a wrong one or an error. BOINC doubles it for any result that is reported, so a device that
 * sends nonsense fast is given more; here only others' agreement lets it grow. The dispatcher's rests after failures are apart.
 */
export function quotaAfter(
  quota: number,
  event: QuotaEvent,
  { quota: { least, most } }: Pick<VerificationPolicy, 'quota'>,
): number {
  switch (event) {
    case 'VALID':
      return Math.min(most, Math.max(least, quota * 2));
    case 'INVALID':
    case 'ERROR':
      return Math.min(most, Math.max(least, quota - 1));
    case 'ACCEPTED':
    case 'TIMED_OUT':
    case 'ABANDONED':
      return quota;
  }
}
