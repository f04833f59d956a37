import { describe, expect, test } from 'vitest';
import { BatchQueue, type LeasedMessage } from '../../src/kafka/BatchQueue.js';
import { Lease } from '../../src/kafka/Lease.js';

function leased(offset: number, bytes = 1, lease = new Lease('t', 0)): LeasedMessage {
  const message = {
    topic: 't',
    partition: 0,
    offset,
    key: '',
    value: Buffer.alloc(bytes),
    headers: {},
    timestamp: 0,
  };
  return { message, lease };
}

function offsets(batch: readonly LeasedMessage[]): number[] {
  return batch.map(({ message }) => message.offset);
}

describe('BatchQueue', () => {
  test('takes batches in order, bounded by count', () => {
    const queue = new BatchQueue({ messages: 2, bytes: 100 });
    for (const offset of [1, 2, 3]) queue.push(leased(offset));
    expect([offsets(queue.take()), offsets(queue.take()), offsets(queue.take())]).toEqual([[1, 2], [3], []]);
  });

  test('takes batches bounded by bytes, but never leaves a large message behind', () => {
    const queue = new BatchQueue({ messages: 10, bytes: 100 });
    for (const [offset, bytes] of [
      [1, 500],
      [2, 60],
      [3, 40],
      [4, 1],
    ] as const)
      queue.push(leased(offset, bytes));
    expect([offsets(queue.take()), offsets(queue.take()), offsets(queue.take())]).toEqual([[1], [2, 3], [4]]);
  });

  test('is full at four batches and has room again at one', () => {
    const queue = new BatchQueue({ messages: 2, bytes: 1_000 });
    for (let offset = 0; offset < 8; offset += 1) queue.push(leased(offset));
    expect([queue.isFull, queue.hasRoom]).toEqual([true, false]);
    for (let taken = 0; taken < 3; taken += 1) queue.take();
    expect([queue.isFull, queue.hasRoom]).toEqual([false, true]);
  });

  test('forgets messages of partitions that are no longer held', () => {
    const queue = new BatchQueue({ messages: 10, bytes: 1_000 });
    const going = new Lease('t', 1);
    queue.push(leased(1, 1, going));
    queue.push(leased(2));
    going.state = 'LEAVING';
    queue.dropUnheld();
    expect(offsets(queue.take())).toEqual([2]);
  });

  test('wakes who waits for a message', async () => {
    const queue = new BatchQueue({ messages: 10, bytes: 1_000 });
    const arrival = queue.arrival();
    queue.push(leased(1));
    await expect(arrival).resolves.toBeUndefined();
  });
});
