/** What a poll came to that did not end in joining. */
export type PollOutcome =
  { readonly kind: 'UNREACHABLE' } | { readonly kind: 'REFUSED'; readonly error: string };

/** Whether to go on asking, and after how long; or how it ended. */
export type NextPoll =
  | { readonly action: 'WAIT'; readonly intervalSeconds: number }
  | { readonly action: 'END'; readonly because: 'DENIED' | 'EXPIRED' | 'FORGOTTEN' | 'REFUSED' };

const slowDownSeconds = 5;
const longestIntervalSeconds = 60;

/**
 * What follows a poll: five seconds more when it is asked for, and twice as long when nobody can be reached.
 * Source: RFC 8628, section 3.5.
 */
export function nextPoll(intervalSeconds: number, outcome: PollOutcome): NextPoll {
  if (outcome.kind === 'UNREACHABLE') return wait(intervalSeconds, intervalSeconds * 2);
  switch (outcome.error) {
    case 'authorization_pending':
      return { action: 'WAIT', intervalSeconds };
    case 'slow_down':
      return { action: 'WAIT', intervalSeconds: intervalSeconds + slowDownSeconds };
    case 'temporarily_unavailable':
      return wait(intervalSeconds, intervalSeconds * 2);
    case 'access_denied':
      return { action: 'END', because: 'DENIED' };
    case 'expired_token':
      return { action: 'END', because: 'EXPIRED' };
    case 'invalid_grant':
      return { action: 'END', because: 'FORGOTTEN' };
  }
  return { action: 'END', because: 'REFUSED' };
}

/** Longer than now, but no longer than a minute, unless it was longer already. */
function wait(nowSeconds: number, wantedSeconds: number): NextPoll {
  const most = Math.max(nowSeconds, longestIntervalSeconds);
  return { action: 'WAIT', intervalSeconds: Math.min(wantedSeconds, most) };
}
