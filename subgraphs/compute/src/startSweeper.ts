import type { Logger } from '@ai-collective/platform';

export interface Sweeper {
  /** Lets the round in hand finish and stops. */
  close(): Promise<void>;
}

/** Does a round of work every so often, one at a time, until closed. A round that fails is logged, and the next one comes. */
export function startSweeper(settings: {
  readonly everyMs: number;
  readonly round: () => Promise<number>;
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
  log,
}: {
  readonly round: () => Promise<number>;
  readonly log: Logger;
}): Promise<void> {
  try {
    const tasks = await round();
    if (tasks > 0) log.warn({ tasks }, 'silent tasks were sent again');
  } catch (error) {
    log.warn({ err: error }, 'looking for silent tasks failed; it will be tried again');
  }
}
