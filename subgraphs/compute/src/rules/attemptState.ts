/**
 * Where an attempt is. VALID: its result became the task's. REPORTED: a result that came after the task was settled,
 * kept and not used. ERROR, TIMED_OUT and ABANDONED: it ended without a result.
 */
export const attemptStates = ['LEASED', 'VALID', 'REPORTED', 'ERROR', 'TIMED_OUT', 'ABANDONED'] as const;
export type AttemptState = (typeof attemptStates)[number];

/**
 * How much is known of an attempt: an event that says no more than is known changes nothing. Events of one attempt
 * arrive twice or out of order when a broker or dispatcher restarts; a result outlasts the report that it was lost.
 */
export function knowledgeOf(state: AttemptState): number {
  switch (state) {
    case 'LEASED':
      return 1;
    case 'ERROR':
    case 'TIMED_OUT':
    case 'ABANDONED':
      return 2;
    case 'VALID':
    case 'REPORTED':
      return 3;
  }
}
