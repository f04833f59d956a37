import { closeCodes } from '@ai-collective/contracts';

/** How a connection ended. */
export interface ConnectionEnd {
  readonly code: number;
  /** Milliseconds since the agent started, or since it was last connected. */
  readonly sinceTrustedMs: number;
}

export type ReconnectDecision =
  { readonly action: 'reconnect' } | { readonly action: 'stop'; readonly reason: string };

/**
 * How long a refusal may be a dispatcher's ignorance rather than its verdict: news of devices travels through the
 * broker, and after a restart of everything a broker that lost its memory needs a while to be told again.
 */
export const trustMemoryMs = 5 * 60_000;

/** Whether to connect again after a connection ended, by its close code. */
export function reconnectDecision({ code, sinceTrustedMs }: ConnectionEnd): ReconnectDecision {
  if (code === closeCodes.malformedFrame) {
    return { action: 'stop', reason: 'the dispatcher does not understand this agent; it needs an update' };
  }
  if (code === closeCodes.replaced) {
    return { action: 'stop', reason: 'another agent connected with the identity of this device' };
  }
  if (code === closeCodes.unauthorized && sinceTrustedMs > trustMemoryMs) {
    return { action: 'stop', reason: 'the dispatcher refuses this device: it is unknown or was revoked' };
  }
  return { action: 'reconnect' };
}
