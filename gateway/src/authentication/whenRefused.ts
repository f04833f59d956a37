import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@ai-collective/platform/runtime';
import { errors } from '../errors.js';

export interface CredentialWatch {
  /** Asks again whether the credential is good; rejects when it is not. */
  readonly check: () => Promise<unknown>;
  /** Time between two checks, ms. */
  readonly everyMs: number;
  /** How long the last good answer counts while identity cannot be asked, ms. */
  readonly graceMs: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Why a credential is good no longer, as soon as that is known; undefined when the watch ended before. */
export async function whenRefused(watch: CredentialWatch): Promise<AppError | undefined> {
  const { check, everyMs, graceMs, signal } = watch;
  let lastGood = performance.now();
  for (;;) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    try {
      await check();
      lastGood = performance.now();
    } catch (error) {
      const problem = error instanceof AppError ? error : errors.IDENTITY_UNAVAILABLE();
      const isRefused = problem.code !== 'IDENTITY_UNAVAILABLE';
      if (isRefused || performance.now() - lastGood >= graceMs) return problem;
    }
  }
}
