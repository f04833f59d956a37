/** What an authenticator's signature counter says. */
export type CounterVerdict = 'ADVANCED' | 'NOT_COUNTED' | 'WENT_BACK';

/**
 * Compares the counter of an assertion with the one kept (Web Authentication, section 6.1.1). Authenticators that do not
 * count say 0 for ever; one that stands still or goes back may be a copy.
 */
export function counterVerdict(kept: number, received: number): CounterVerdict {
  if (kept === 0 && received === 0) return 'NOT_COUNTED';
  return received > kept ? 'ADVANCED' : 'WENT_BACK';
}
