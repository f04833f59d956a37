import rdkafka, { type LibrdKafkaError, type TopicPartitionOffset } from 'node-rdkafka';
import { BackOff } from './BackOff.js';
import { KafkaError } from './KafkaError.js';
import type { NextOffset } from './message.js';
import { partitionKey } from './Lease.js';

const errors = rdkafka.CODES.ERRORS;
const answerTimeoutMs = 5_000;

/** The group is being rearranged: the same commit succeeds in a moment. */
const passing: ReadonlySet<number> = new Set([
  errors.ERR_REBALANCE_IN_PROGRESS,
  errors.ERR_COORDINATOR_LOAD_IN_PROGRESS,
  errors.ERR_COORDINATOR_NOT_AVAILABLE,
  errors.ERR_NOT_COORDINATOR,
  errors.ERR__WAIT_COORD,
]);

type Answer = LibrdKafkaError | 'committed' | 'no answer';

/** Commits one set of offsets after the other, each once the broker answered the one before. */
export class OffsetCommitter {
  #turn: Promise<unknown> = Promise.resolve();
  #onAnswer: ((error: LibrdKafkaError | null, offsets: readonly TopicPartitionOffset[]) => void) | undefined;

  constructor(private readonly client: rdkafka.KafkaConsumer) {
    client.on('offset.commit', (error: LibrdKafkaError | null, offsets) => {
      this.#onAnswer?.(error, offsets);
    });
  }

  /**
   * Commits what `offsets` returns when its turn comes; nothing when that is empty.
   * @throws KafkaError KAFKA_UNAVAILABLE when the broker refuses, or does not answer within 5 s.
   */
  async commit(offsets: () => readonly NextOffset[]): Promise<void> {
    const done = this.#turn.then(() => this.#commitNow(offsets));
    this.#turn = done.catch(() => undefined);
    await done;
  }

  async #commitNow(offsets: () => readonly NextOffset[]): Promise<void> {
    const backOff = new BackOff({ firstMs: 50, maxMs: 500 });
    const deadline = Date.now() + answerTimeoutMs;
    let answer: Answer = 'no answer';
    while (Date.now() < deadline) {
      const wanted = offsets();
      if (wanted.length === 0) return;
      answer = await this.#ask(wanted, deadline - Date.now());
      if (answer === 'committed') return;
      if (answer === 'no answer' || !passing.has(answer.code)) break;
      await backOff.wait();
    }
    throw new KafkaError('KAFKA_UNAVAILABLE', 'The broker did not take the commit', { cause: answer });
  }

  async #ask(wanted: readonly NextOffset[], timeoutMs: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answer>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, 'no answer');
      this.#onAnswer = (error, offsets) => {
        if (isAnswerTo(wanted, offsets)) resolve(error ?? 'committed');
      };
    });
    try {
      this.client.commit(wanted.map(({ topic, partition, offset }) => ({ topic, partition, offset })));
      return await answer;
    } catch (error) {
      return error as LibrdKafkaError;
    } finally {
      clearTimeout(timer);
      this.#onAnswer = undefined;
    }
  }
}

/** An answer that came after its time is not taken for that of the next commit. */
function isAnswerTo(wanted: readonly NextOffset[], answered: readonly TopicPartitionOffset[]): boolean {
  const offsets = new Map(answered.map((one) => [partitionKey(one), one.offset]));
  return wanted.every((one) => offsets.get(partitionKey(one)) === one.offset);
}
