/**
 * Where an attempt is. REPORTED: its result waits for a verdict, or came after the task was settled. VALID: the task's
 * result is its own, or agrees with it. INVALID: others agree on another. INCONCLUSIVE: nobody knows.
 * ERROR, TIMED_OUT and ABANDONED: it ended without a result.
 */
export const attemptStates = [
  'LEASED',
  'REPORTED',
  'VALID',
  'INVALID',
  'INCONCLUSIVE',
  'ERROR',
  'TIMED_OUT',
  'ABANDONED',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/**
 * How much is known of an attempt: an event that says no more than is known changes nothing. Events of one attempt
 * arrive twice or out of order when a broker or dispatcher restarts; what a device says itself outlasts the report
 * that it was lost, and it says so once.
 */
export function knowledgeOf(state: AttemptState): number {
  switch (state) {
    case 'LEASED':
      return 1;
    case 'TIMED_OUT':
    case 'ABANDONED':
      return 2;
    case 'ERROR':
    case 'REPORTED':
      return 3;
    case 'VALID':
    case 'INVALID':
    case 'INCONCLUSIVE':
      return 4;
  }
}
