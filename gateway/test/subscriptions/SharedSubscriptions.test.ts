import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/engine/transport/Cancellation.js';
import { SubgraphFailure } from '../../src/engine/transport/SubgraphFailure.js';
import type { SubgraphRequest } from '../../src/engine/transport/SubgraphTransport.js';
import { SharedSubscriptions } from '../../src/subscriptions/SharedSubscriptions.js';
import { eventually } from '../testPlatform.js';

interface Context {
  readonly key: string | undefined;
}

/** A subgraph whose events are told. */
function upstream() {
  const opened: { readonly context: Context; emit(event: unknown): void; end(error?: Error): void }[] = [];
  let open = 0;
  async function* subscribe({ context, cancellation }: SubgraphRequest<Context>): AsyncGenerator {
    const events: unknown[] = [];
    const state = { isOver: false, wake: (): void => undefined, failure: undefined as Error | undefined };
    const end = (error?: Error) => {
      state.isOver = true;
      state.failure = error;
      state.wake();
    };
    cancellation.whenCancelled(() => end(new Error('aborted')));
    const emit = (event: unknown) => {
      events.push(event);
      state.wake();
    };
    opened.push({ context, emit, end });
    open++;
    try {
      for (;;) {
        while (events.length > 0) yield events.shift();
        if (state.failure !== undefined) throw state.failure;
        if (state.isOver) return;
        await new Promise<void>((resolve) => {
          state.wake = resolve;
        });
      }
    } finally {
      open--;
    }
  }
  return { opened, open: () => open, subscribe };
}

function shared(capacity = 100) {
  const far = upstream();
  const sharing = new SharedSubscriptions<Context>(far, {
    subgraph: 'far',
    sharingKey: ({ key }) => key,
    capacity,
  });
  const join = (key: string | undefined, query = 'a') => {
    const end = new AbortController();
    const events: unknown[] = [];
    const cancellation = Cancellation.from(end.signal);
    const request = {
      query,
      variables: {},
      body: query,
      operationKind: 'subscription' as const,
      cancellation,
    };
    const over = (async () => {
      for await (const event of sharing.subscribe({ ...request, context: { key } })) events.push(event);
    })().then(
      () => 'complete',
      (error: unknown) => (error instanceof SubgraphFailure ? error.code : String(error)),
    );
    return { events, over, leave: () => end.abort() };
  };
  return { far, sharing, join };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('shared subscriptions', () => {
  it('open one upstream for identical ones, and end it when the last has left', async () => {
    const { far, sharing, join } = shared();
    const [first, second] = [join('ada'), join('ada')];
    await settled();
    far.opened[0]?.emit({ data: { n: 1 } });
    await settled();
    expect([first.events, second.events]).toEqual([[{ data: { n: 1 } }], [{ data: { n: 1 } }]]);
    expect(first.events[0]).not.toBe(second.events[0]);
    const late = join('ada');
    await settled();
    far.opened[0]?.emit({ data: { n: 2 } });
    first.leave();
    await settled();
    expect(late.events).toEqual([{ data: { n: 2 } }]);
    expect([far.opened.length, far.open(), sharing.upstreams]).toEqual([1, 1, 1]);
    second.leave();
    late.leave();
    await eventually('the upstream has ended', () => far.open() === 0);
    expect(sharing.upstreams).toBe(0);
    expect(await Promise.all([first.over, second.over, late.over])).toEqual(Array(3).fill('complete'));
  });

  it('are apart for other keys, other operations and where there is no key', async () => {
    const { far, join } = shared();
    const all = [join('ada'), join('bob'), join('ada', 'b'), join(undefined), join(undefined)];
    await settled();
    expect(far.opened).toHaveLength(5);
    far.opened.forEach(({ emit }, index) => emit(index));
    await settled();
    expect(all.map(({ events }) => events)).toEqual([[0], [1], [2], [3], [4]]);
    all.forEach(({ leave }) => leave());
  });

  it('end together, with the same failure, and begin anew', async () => {
    const { far, sharing, join } = shared();
    const both = [join('ada'), join('ada')];
    await settled();
    far.opened[0]?.emit(1);
    far.opened[0]?.end(new SubgraphFailure('SUBGRAPH_STREAM_ENDED', 'far'));
    expect(await Promise.all(both.map(({ over }) => over))).toEqual(Array(2).fill('SUBGRAPH_STREAM_ENDED'));
    expect(both.map(({ events }) => events)).toEqual([[1], [1]]);
    expect(sharing.upstreams).toBe(0);
    const again = join('ada');
    await settled();
    far.opened[1]?.end();
    expect(await again.over).toBe('complete');
  });

  it('let one who is too slow fall out alone', async () => {
    const { far, sharing, join } = shared(3);
    const slow = sharing
      .subscribe({
        ...{ query: 'a', variables: {}, body: 'a', operationKind: 'subscription', context: { key: 'ada' } },
        cancellation: new Cancellation(),
      })
      [Symbol.asyncIterator]();
    const reading = slow.next();
    const quick = join('ada');
    await settled();
    for (let event = 0; event < 10; event++) {
      far.opened[0]?.emit(event);
      await settled();
    }
    expect(quick.events).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await reading).value).toBe(0);
    const rest: unknown[] = [];
    const failure = await (async () => {
      for (let next = await slow.next(); next.done !== true; next = await slow.next()) rest.push(next.value);
    })().catch((error: unknown) => error);
    expect(rest).toEqual([1, 2, 3]);
    expect(failure).toMatchObject({ code: 'SUBGRAPH_EVENTS_OVERRUN' });
    expect(far.open()).toBe(1);
    quick.leave();
    await eventually('the upstream has ended', () => far.open() === 0);
  });

  it('never show anybody an event of another key, however they come and go', async () => {
    const step = fc.record({
      key: fc.constantFrom('ada', 'bob', 'eve'),
      act: fc.constantFrom('join', 'leave', 'emit'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { far, sharing, join } = shared();
        const inside: { readonly key: string; readonly one: ReturnType<typeof join> }[] = [];
        const everybody: typeof inside = [];
        for (const { key, act } of steps) {
          if (act === 'join') {
            inside.push({ key, one: join(key) });
            everybody.push(...inside.slice(-1));
          }
          if (act === 'leave')
            inside.splice(inside.findIndex((each) => each.key === key) >>> 0, 1)[0]?.one.leave();
          if (act === 'emit') for (const { context, emit } of far.opened) if (context.key === key) emit(key);
          await Promise.resolve();
        }
        await new Promise((resolve) => setImmediate(resolve));
        for (const { key, one } of everybody) expect(one.events.every((event) => event === key)).toBe(true);
        expect(sharing.upstreams).toBe(new Set(inside.map(({ key }) => key)).size);
        for (const { one } of inside) one.leave();
        await Promise.all(everybody.map(({ one }) => one.over));
        expect(sharing.upstreams).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
