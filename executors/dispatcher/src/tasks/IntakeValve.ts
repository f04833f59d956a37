import type { KafkaConsumer } from '@ai-collective/platform/runtime';

interface Load {
  readonly tasks: number;
  readonly bytes: number;
}

/** Pauses reading from Kafka when too much waits here, and resumes when half of it is gone. */
export class IntakeValve {
  #paused = false;

  constructor(private readonly most: Load) {}

  adjust(waiting: Load, consumer: Pick<KafkaConsumer, 'pause' | 'resume'>): void {
    const part = Math.max(waiting.tasks / this.most.tasks, waiting.bytes / this.most.bytes);
    if (!this.#paused && part >= 1) {
      this.#paused = true;
      consumer.pause();
    } else if (this.#paused && part <= 1 / 2) {
      this.#paused = false;
      consumer.resume();
    }
  }
}
