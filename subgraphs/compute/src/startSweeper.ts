import type { Logger } from '@ai-collective/platform';

export interface Sweeper {
  /** Lets the round in hand finish and stops. */
  close(): Promise<void>;
}

interface SweeperSettings {
  readonly everyMs: number;
  /** What a round is, for the log: "looking for …". */
  readonly name: string;
  readonly round: () => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Does a round of work every so often, one at a time, until closed. A round that fails is logged, and the next one comes. */
export function startSweeper(settings: SweeperSettings): Sweeper {
  let current: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A round that takes longer is not followed by those it has kept waiting.
    current ??= sweep(settings).finally(() => {
      current = undefined;
    });
  }, settings.everyMs);
  return {
    close: async () => {
      clearInterval(timer);
      await current;
    },
  };
}

async function sweep({ name, round, log }: SweeperSettings): Promise<void> {
  try {
    await round();
  } catch (error) {
    log.warn({ err: error }, `${name} failed; it will be tried again`);
  }
}
