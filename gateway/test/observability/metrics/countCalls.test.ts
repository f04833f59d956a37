import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { SubgraphFailure } from '../../../src/engine/transport/SubgraphFailure.js';
import type { SubgraphRequest } from '../../../src/engine/transport/SubgraphTransport.js';
import { countCalls } from '../../../src/observability/metrics/countCalls.js';
import { SubgraphTally } from '../../../src/observability/metrics/SubgraphTally.js';

function counted(answer: (request: SubgraphRequest<null>) => Promise<unknown>) {
  const tally = new SubgraphTally();
  const transport = countCalls<null>(
    {
      fetch: answer,
      subscribe: async function* (request) {
        yield await answer(request);
      },
    },
    tally,
  );
  const cancellation = new Cancellation();
  const request = {
    query: '',
    variables: {},
    body: '',
    operationKind: 'query',
    context: null,
    cancellation,
  } as const;
  return {
    tally,
    cancellation,
    call: () => transport.fetch(request),
    subscribe: () => transport.subscribe(request),
  };
}

const rejecting = (error: Error) => () => Promise.reject(error);

describe('calls that are counted', () => {
  it.each<[unknown, string]>([
    [{ data: {} }, 'ok'],
    [{ data: null, errors: [] }, 'errors'],
    ['no object', 'ok'],
  ])('answer %j as they are, and count as %s', async (answer, outcome) => {
    const { tally, call } = counted(() => Promise.resolve(answer));
    expect(await call()).toBe(answer);
    expect(tally.outcomes.get(outcome as 'ok')).toBe(1);
    expect(tally.durations.count).toBe(1);
  });

  it.each<[Error, string]>([
    [new SubgraphFailure('SUBGRAPH_TIMEOUT', 'a'), 'SUBGRAPH_TIMEOUT'],
    [new SubgraphFailure('SUBGRAPH_CIRCUIT_OPEN', 'a'), 'SUBGRAPH_CIRCUIT_OPEN'],
    [new Error('whatever'), 'SUBGRAPH_UNREACHABLE'],
  ])('fail as they fail with %s, and count as %s', async (error, outcome) => {
    const { tally, call } = counted(rejecting(error));
    await expect(call()).rejects.toBe(error);
    expect([...tally.outcomes]).toContainEqual([outcome, 1]);
    expect(tally.durations.count).toBe(0);
  });

  it('count as abandoned, whatever they fail with, when their client has gone', async () => {
    const { tally, cancellation, call } = counted(
      rejecting(new SubgraphFailure('SUBGRAPH_UNREACHABLE', 'a')),
    );
    cancellation.cancel(new Error('gone'));
    await expect(call()).rejects.toThrow();
    expect([...tally.outcomes]).toContainEqual(['abandoned', 1]);
  });

  it('are open as long as a subscription is read', async () => {
    const { tally, subscribe } = counted(() => Promise.resolve('event'));
    for await (const event of subscribe()) expect([event, tally.openSubscriptions]).toEqual(['event', 1]);
    expect(tally.openSubscriptions).toBe(0);
  });
});

describe('the tally of a subgraph', () => {
  it('counts how often its circuit opens', () => {
    const tally = new SubgraphTally();
    for (const state of ['open', 'half-open', 'open', 'half-open', 'closed'] as const)
      tally.turnCircuit(state);
    expect([tally.circuit, tally.circuitOpened]).toEqual(['closed', 2]);
  });
});
