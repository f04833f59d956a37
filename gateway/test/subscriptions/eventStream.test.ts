import { expect, it } from 'vitest';
import type { EngineResult } from '../../src/engine/EngineError.js';
import { Cancellation } from '../../src/engine/transport/Cancellation.js';
import { eventStream } from '../../src/subscriptions/eventStream.js';

it('tells a subscriber that the stream is open before there is any event', async () => {
  let begin: () => void = () => undefined;
  const began = new Promise<void>((resolve) => (begin = resolve));
  async function* late(): AsyncGenerator<EngineResult> {
    await began;
    yield { data: Buffer.from('{"tick":1}') };
  }
  const events = eventStream(late(), { capacity: 10, heartbeatMs: 600_000, end: new Cancellation() });
  expect((await events.next()).value).toBe(':\n\n');
  begin();
  expect((await events.next()).value).toBe('event: next\ndata: {"data":{"tick":1}}\n\n');
  expect((await events.next()).value).toBe('event: complete\ndata:\n\n');
});
