import type { ReadinessCheck } from '../http/healthRoutes.js';
import type { Logger } from '../telemetry/createLogger.js';
import { RemoteKeys } from './RemoteKeys.js';
import { fixedVerificationKeys, type VerificationKeys } from './VerificationKeys.js';

/** Keys that follow where they are published until they are closed. */
export interface FollowedVerificationKeys {
  readonly keys: VerificationKeys;
  readonly readiness: readonly ReadinessCheck[];
  close(): Promise<void>;
}

/** Who publishes the keys may start at the same time. */
const firstAnswerMs = 10_000;

/**
 * Opens a JSON Web Key Set, given as text or by the http(s) URL where it is published. Resolves when the keys are known, or
 * after ten seconds without: they may still come. Throws when the text is neither.
 */
export async function openVerificationKeys(
  source: string,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<FollowedVerificationKeys> {
  if (!/^https?:/.test(source))
    return { keys: fixedVerificationKeys(source), readiness: [], close: () => Promise.resolve() };
  const keys = new RemoteKeys({ url: source, log });
  await keys.untilKnown(firstAnswerMs);
  return { keys, readiness: [keys.readiness], close: () => keys.close() };
}
