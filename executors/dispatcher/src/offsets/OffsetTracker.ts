import type { NextOffset, TopicPartition } from '@ai-collective/platform/runtime';

/** Where a message lay, in which spell of owning its partition. */
export interface Position extends TopicPartition {
  readonly offset: number;
  readonly epoch: number;
}

interface Partition extends TopicPartition {
  readonly epoch: number;
  /** Offsets received and not settled, lowest first. */
  unsettled: Set<number>;
  /** One past the highest offset received. */
  next: number;
  committed: number | undefined;
}

/**
 * Knows which offset of each partition may be committed: the lowest unsettled one. Messages settle in any order.
 * A partition taken away is forgotten; positions from before count for nothing when it comes back, because the
 * same offset may then hold another message.
 */
export class OffsetTracker {
  readonly #partitions = new Map<string, Partition>();
  #epochs = 0;

  /** Notes that a message was received. Noting the same message twice changes nothing. */
  begin(message: TopicPartition & { readonly offset: number }): Position {
    const { topic, partition, offset } = message;
    const known = this.#partitions.get(keyOf(message)) ?? this.#open(message);
    insert(known, offset);
    return { topic, partition, offset, epoch: known.epoch };
  }

  /** Notes that a message is done with. */
  settle(position: Position): void {
    const known = this.#partitions.get(keyOf(position));
    if (known?.epoch === position.epoch) known.unsettled.delete(position.offset);
  }

  /** Whether the partition of this position is still the one it was received from. */
  isCurrent(position: Position): boolean {
    return this.#partitions.get(keyOf(position))?.epoch === position.epoch;
  }

  /** Tells, as things are now, of which messages a later one of the partition is settled: who reads from there again gets that one again, too. */
  overtaken(): (position: Position) => boolean {
    const highest = new Map([...this.#partitions].map(([key, known]) => [key, highestSettled(known)]));
    return (position) => this.isCurrent(position) && position.offset < (highest.get(keyOf(position)) ?? 0);
  }

  forget(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#partitions.delete(keyOf(partition));
  }

  /** What to commit: of every partition that moved since {@link committed}, the lowest unsettled offset. */
  committable(): readonly NextOffset[] {
    return [...this.#partitions.values()].flatMap((known) => {
      const offset = lowestUnsettled(known);
      const { topic, partition } = known;
      return offset === known.committed ? [] : [{ topic, partition, offset }];
    });
  }

  /** Notes that these were committed. */
  committed(offsets: readonly NextOffset[]): void {
    for (const next of offsets) {
      const known = this.#partitions.get(keyOf(next));
      if (known !== undefined) known.committed = next.offset;
    }
  }

  #open({ topic, partition, offset }: TopicPartition & { readonly offset: number }): Partition {
    this.#epochs += 1;
    const opened: Partition = {
      topic,
      partition,
      epoch: this.#epochs,
      unsettled: new Set(),
      next: offset,
      committed: undefined,
    };
    this.#partitions.set(keyOf(opened), opened);
    return opened;
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function lowestUnsettled({ unsettled, next }: Partition): number {
  const [lowest] = unsettled;
  return lowest ?? next;
}

function highestSettled({ unsettled, next }: Partition): number {
  let offset = next - 1;
  while (unsettled.has(offset)) offset -= 1;
  return offset;
}

/** Offsets come in rising order, so that the first of the set is the lowest; one that went back has it sorted anew. */
function insert(known: Partition, offset: number): void {
  const inOrder = offset >= known.next;
  known.unsettled.add(offset);
  if (inOrder) known.next = offset + 1;
  else known.unsettled = new Set([...known.unsettled].sort((left, right) => left - right));
}
