/** What a poll with a genuine device code is answered. */
export type DevicePoll =
  | { readonly kind: 'PENDING' | 'EXPIRED' | 'DENIED' | 'APPROVED' | 'REDEEMED' }
  | { readonly kind: 'SLOW_DOWN'; readonly intervalSeconds: number };

interface PolledRequest {
  readonly state: 'PENDING' | 'APPROVED' | 'DENIED' | 'REDEEMED';
  readonly expiresAt: Date;
  readonly intervalSeconds: number;
  readonly polledAt: Date | null;
}

/** Networks bring two polls closer together than they were sent. */
const toleranceMilliseconds = 1_000;
const slowDownSeconds = 5;
const longestIntervalSeconds = 60;

/** Decides a poll (RFC 8628, section 3.5). What was decided already is told at once, however soon it is asked. */
export function devicePoll(request: PolledRequest, now: Date): DevicePoll {
  if (request.state === 'REDEEMED' || request.state === 'DENIED') return { kind: request.state };
  if (request.expiresAt <= now) return { kind: 'EXPIRED' };
  if (request.state === 'APPROVED') return { kind: 'APPROVED' };
  if (!isTooSoon(request, now)) return { kind: 'PENDING' };
  const intervalSeconds = Math.min(request.intervalSeconds + slowDownSeconds, longestIntervalSeconds);
  return { kind: 'SLOW_DOWN', intervalSeconds };
}

function isTooSoon({ polledAt, intervalSeconds }: PolledRequest, now: Date): boolean {
  if (polledAt === null) return false;
  return now.getTime() - polledAt.getTime() < intervalSeconds * 1000 - toleranceMilliseconds;
}
