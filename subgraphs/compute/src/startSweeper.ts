import type { Logger } from '@ai-collective/platform';

export interface Sweeper {
  /** Lets the round in hand finish and stops. */
  close(): Promise<void>;
}

/** Does a round of work every so often, one at a time, until closed. A round that fails is logged, and the next one comes. */
export function startSweeper(settings: {
  readonly everyMs: number;
  /** Answers how many tasks it did something about. */
  readonly round: () => Promise<number>;
  /** What it did, for the log. */
  readonly did: string;
  readonly log: Logger;
}): Sweeper {
  let current = Promise.resolve();
  const timer = setInterval(() => {
    current = current.then(() => sweep(settings));
  }, settings.everyMs);
  return {
    close: async () => {
      clearInterval(timer);
      await current;
    },
  };
}

async function sweep({
  round,
  did,
  log,
}: {
  readonly round: () => Promise<number>;
  readonly did: string;
  readonly log: Logger;
}): Promise<void> {
  try {
    const tasks = await round();
    if (tasks > 0) log.warn({ tasks }, did);
  } catch (error) {
    log.warn({ err: error, did }, 'a sweep failed; it will be tried again');
  }
}
