import type { Logger } from 'pino';
import type { IncomingMessage, NextOffset, TopicPartition } from './message.js';

export interface ConsumerOptions {
  /** `host:port`, separated by commas. */
  readonly brokers: string;
  /** Consumers of one group share its partitions. */
  readonly groupId: string;
  /** Names, or patterns (anchored with `^`): topics that appear later and match are joined within about 2 s. */
  readonly topics: readonly (string | RegExp)[];
  readonly log: Logger;
  /** Reads everything from the start, alone (a group of its own that never commits; `groupId` is only its prefix). */
  readonly fromBeginning?: boolean;
  /** `after-handling`: a batch is committed once `handle` resolves. `manual`: only `commit` does. */
  readonly commit: 'after-handling' | 'manual';
  /**
   * Called with one batch at a time, in order per partition. When it rejects, the same batch is handed over again
   * after a back-off (100 ms … 5 s), for ever: a message that can never be handled is for the handler to set aside.
   */
  readonly handle: (batch: readonly IncomingMessage[], consumer: KafkaConsumer) => Promise<void>;
  /**
   * Partitions this consumer no longer owns; also called for all of them when the broker was lost. Forget
   * their offsets: what was not committed is delivered again, here or elsewhere, maybe under other offsets.
   */
  readonly onRevoked?: (partitions: readonly TopicPartition[]) => void;
  /** Bounds of one batch. Defaults: 500 messages, 4 MiB (a single larger message still comes, alone). */
  readonly maxBatch?: { readonly messages?: number; readonly bytes?: number };
}

/** Reads messages as a member of a group. */
export interface KafkaConsumer {
  /**
   * Commits where the group goes on after a restart. Offsets of partitions no longer owned are ignored.
   * Resolves when the broker has them.
   * @throws KafkaError KAFKA_UNAVAILABLE when the broker refuses or does not answer in 5 s.
   */
  commit(offsets: readonly NextOffset[]): Promise<void>;
  /** Hands over no further batch until `resume`. The batch in hand is not interrupted. */
  pause(): void;
  resume(): void;
  /** Whether this consumer is a member of its group at present and has got its partitions. */
  isReady(): boolean;
  /** Messages of owned partitions not yet handed to `handle`, as far as is known. */
  lag(): number;
  /** Lets the batch in hand finish (up to 10 s), commits it (`after-handling`) and leaves the group. */
  close(): Promise<void>;
}
