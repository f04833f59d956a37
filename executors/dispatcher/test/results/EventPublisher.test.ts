import type { AttemptEvent } from '@ai-collective/contracts';
import { KafkaError, type KafkaErrorCode, type OutgoingMessage } from '@ai-collective/platform';
import { afterEach, describe, expect, it } from 'vitest';
import { EventPublisher } from '../../src/results/EventPublisher.js';
import { eventBase } from '../support/testEvents.js';
import { quiet } from '../support/TestSystem.js';
import { until } from '../support/until.js';

const event = (taskId: string): AttemptEvent => ({
  ...eventBase(taskId),
  type: 'leased',
  placement: { score: 0, reasons: [] },
});

const ended = (taskId: string): AttemptEvent => ({
  ...eventBase(taskId),
  type: 'failed',
  outcome: 'ERROR',
  failure: { code: 'MODEL_CRASHED', message: 'It crashed.', fault: 'device' },
});

const publishers: EventPublisher[] = [];

function publisherTo(refuse: (messages: readonly OutgoingMessage[]) => KafkaErrorCode | null) {
  const sent: string[] = [];
  /** The types of the events of each batch. */
  const batches: unknown[][] = [];
  const values: AttemptEvent[] = [];
  const publisher = new EventPublisher(
    {
      send: (messages) => {
        const code = refuse(messages);
        if (code !== null) return Promise.reject(new KafkaError(code, 'refused'));
        sent.push(...messages.map(({ key }) => key));
        const events = messages.map(({ value }) => JSON.parse(value.toString()) as AttemptEvent);
        values.push(...events);
        batches.push(events.map(({ type }) => type));
        return Promise.resolve([]);
      },
      watermarks: () => Promise.resolve({ low: 0, high: 0 }),
      isReady: () => true,
      replacements: () => 0,
      close: () => Promise.resolve(),
    },
    quiet,
  );
  publishers.push(publisher);
  return { publisher, sent, batches, values };
}

afterEach(() => publishers.splice(0).forEach((publisher) => publisher.close()));

describe('EventPublisher', () => {
  it('publishes in order', async () => {
    const { publisher, sent } = publisherTo(() => null);
    const outcomes = await Promise.all(['a', 'b', 'c'].map((taskId) => publisher.publish(event(taskId))));
    expect(outcomes).toEqual(['PUBLISHED', 'PUBLISHED', 'PUBLISHED']);
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(publisher.pending).toBe(0);
  });

  it('lets word of a lease wait for the result, which then tells of it', async () => {
    const { publisher, batches, values } = publisherTo(() => null);
    const leased = publisher.publish(event('a'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(batches).toEqual([]);
    await Promise.all([leased, publisher.publish(ended('a'))]);
    expect(batches).toEqual([['failed']]);
    expect(values[0]).toMatchObject({ lease: { at: event('a').at, placement: { score: 0, reasons: [] } } });
    expect(publisher.pending).toBe(0);
  });

  it('holds the lease of an attempt that goes on, while results of others are sent', async () => {
    const { publisher, batches } = publisherTo(() => null);
    const leased = publisher.publish(event('a'));
    await publisher.publish(ended('b'));
    expect(batches).toEqual([['failed']]);
    await leased;
    expect(batches).toEqual([['failed'], ['leased']]);
  });

  it('sends word of a lease by itself when the result takes long', async () => {
    const { publisher, batches } = publisherTo(() => null);
    expect(await publisher.publish(event('a'))).toBe('PUBLISHED');
    expect(batches).toEqual([['leased']]);
  });

  it('tries again while there is no broker', async () => {
    let failures = 2;
    const { publisher, sent } = publisherTo(() => (failures-- > 0 ? 'KAFKA_UNAVAILABLE' : null));
    expect(await publisher.publish(event('a'))).toBe('PUBLISHED');
    expect(sent).toEqual(['a']);
  });

  it('lets one event that can never be written hold up no others', async () => {
    const { publisher, sent } = publisherTo((messages) =>
      messages.some(({ key }) => key === 'bad') ? 'KAFKA_REJECTED' : null,
    );
    const outcomes = await Promise.all(['a', 'bad', 'c'].map((taskId) => publisher.publish(event(taskId))));
    expect(outcomes).toEqual(['PUBLISHED', 'REFUSED', 'PUBLISHED']);
    expect(sent).toEqual(['a', 'c']);
  });

  it('gives up what is not published when it closes', async () => {
    let tries = 0;
    const { publisher } = publisherTo(() => {
      tries += 1;
      return 'KAFKA_TIMED_OUT';
    });
    const outcome = publisher.publish(event('a'));
    await until('it tried', () => tries > 0);
    publisher.close();
    expect(await outcome).toBe('GIVEN_UP');
  });
});
