import type { KafkaConsumer, Logger } from '@ai-collective/platform/runtime';
import type { OffsetTracker } from './OffsetTracker.js';

/** Commits what the tracker allows, one commit at a time. A commit that fails is part of the next one. */
export class OffsetCommits {
  #underWay: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(
    private readonly tracker: OffsetTracker,
    private readonly consumer: Pick<KafkaConsumer, 'commit'>,
    private readonly log: Logger,
  ) {}

  /** Starts a commit, unless one is under way or there is nothing to commit. */
  start(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#underWay = this.#commit().finally(() => {
      this.#busy = false;
    });
  }

  /** Commits everything that may be committed now. */
  async flush(): Promise<void> {
    await this.#underWay;
    await this.#commit();
  }

  async #commit(): Promise<void> {
    const offsets = this.tracker.committable();
    if (offsets.length === 0) return;
    try {
      await this.consumer.commit(offsets);
      this.tracker.committed(offsets);
    } catch (error) {
      this.log.warn({ err: error }, 'offsets could not be committed; they will be with the next');
    }
  }
}
