import { describe, expect, test, vi } from 'vitest';
import { Arrivals } from '../../../src/kafka/broker/Arrivals.js';
import { FetchGate } from '../../../src/kafka/broker/FetchGate.js';
import { fetchWaitOffset, readRequestHeader } from '../../../src/kafka/broker/kafkaRequest.js';
import { fetchRequest, fetchResponse, otherTopicId, topicId } from './frames.js';

const version = 16;

/** A gate, what went through it, and a way to pass a Fetch and to answer it. */
function gateOf() {
  const arrivals = new Arrivals();
  const forwarded: Buffer[] = [];
  const gate = new FetchGate(arrivals, (frame) => forwarded.push(frame));
  const pass = (waitMs = 100, partitions = 1): void => {
    const frame = fetchRequest(version, { waitMs, partitions });
    const header = readRequestHeader(frame);
    if (header === undefined) throw new Error('no header');
    gate.pass(frame, header);
  };
  const answer = (bytes: number): void => gate.answered(fetchResponse({ bytes }));
  return { arrivals, forwarded, gate, pass, answer };
}

describe('FetchGate', () => {
  test('forwards the first Fetch at once and tells the broker to wait hardly at all', () => {
    const { forwarded, pass } = gateOf();
    pass();
    const [frame] = forwarded;
    expect(frame?.readInt32BE(fetchWaitOffset(frame, version))).toBe(1);
  });

  test('forwards what follows an answer with messages at once', () => {
    const { forwarded, pass, answer } = gateOf();
    pass();
    answer(10);
    pass();
    expect(forwarded).toHaveLength(2);
  });

  test('holds what follows an empty answer until something is written to one of its topics', () => {
    const { arrivals, forwarded, gate, pass, answer } = gateOf();
    pass();
    answer(0);
    pass(60_000);
    expect(forwarded).toHaveLength(1);
    arrivals.note(otherTopicId);
    expect(forwarded).toHaveLength(1);
    arrivals.note(topicId);
    expect(forwarded).toHaveLength(2);
    gate.close();
  });

  test('is woken by every write whose topic is not known', () => {
    const { arrivals, forwarded, pass, answer } = gateOf();
    pass();
    answer(0);
    pass(60_000);
    arrivals.note(undefined);
    expect(forwarded).toHaveLength(2);
  });

  test('holds nothing when something was written while the empty answer was under way', () => {
    const { arrivals, forwarded, pass, answer } = gateOf();
    pass();
    arrivals.note(topicId);
    answer(0);
    pass(60_000);
    expect(forwarded).toHaveLength(2);
  });

  test('holds nothing that asks for other partitions', () => {
    const { forwarded, pass, answer } = gateOf();
    pass();
    answer(0);
    pass(60_000, 2);
    expect(forwarded).toHaveLength(2);
  });

  test('holds a Fetch no longer than it wants to wait', () => {
    vi.useFakeTimers();
    try {
      const { forwarded, pass, answer } = gateOf();
      pass();
      answer(0);
      pass(100);
      vi.advanceTimersByTime(99);
      expect(forwarded).toHaveLength(1);
      vi.advanceTimersByTime(1);
      expect(forwarded).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('forgets what it holds when the connection is closed', () => {
    const { arrivals, forwarded, gate, pass, answer } = gateOf();
    pass();
    answer(0);
    pass(60_000);
    gate.close();
    arrivals.note(topicId);
    expect(forwarded).toHaveLength(1);
  });
});
