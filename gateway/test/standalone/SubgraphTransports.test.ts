import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/createEngine.js';
import { EngineGeneration } from '../../src/standalone/EngineGeneration.js';
import { SubgraphTransports } from '../../src/standalone/SubgraphTransports.js';
import { eventually } from '../testPlatform.js';

function transports() {
  const log: string[] = [];
  const kept = new SubgraphTransports<undefined>(({ subgraph, address }) => {
    log.push(`open ${subgraph} ${address}`);
    return {
      fetch: () => Promise.resolve({}),
      // eslint-disable-next-line require-yield -- nothing is subscribed to
      subscribe: async function* () {
        await Promise.resolve();
      },
      close: () => {
        log.push(`close ${subgraph} ${address}`);
        return Promise.resolve();
      },
    };
  });
  return { kept, log };
}

describe('transports of subgraphs', () => {
  it('are kept while anybody uses them, one for each name and address', () => {
    const { kept, log } = transports();
    const first = kept.lease({ subgraph: 'a', address: '1' });
    const second = kept.lease({ subgraph: 'a', address: '1' });
    kept.lease({ subgraph: 'a', address: '2' });
    expect(first.transport).toBe(second.transport);
    first.release();
    first.release();
    expect(log).toEqual(['open a 1', 'open a 2']);
    second.release();
    expect(log).toEqual(['open a 1', 'open a 2', 'close a 1']);
    expect(kept.size).toBe(1);
  });
});

describe('an engine that is replaced', () => {
  it('is released when its last operation has ended, not before', async () => {
    let finish: () => void = () => undefined;
    let isReleased = false;
    const engine = {
      execute: () => new Promise((resolve) => (finish = () => resolve({ data: {} }))),
    } as unknown as Engine<undefined>;
    const generation = new EngineGeneration(engine, () => (isReleased = true));
    const running = generation.engine.execute({} as never, { context: undefined });
    generation.retire();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect([generation.underWay, isReleased]).toEqual([1, false]);
    finish();
    await running;
    expect(isReleased).toBe(true);
  });

  it('is released soon when nothing is under way', async () => {
    let isReleased = false;
    new EngineGeneration({} as Engine<undefined>, () => (isReleased = true)).retire();
    expect(isReleased).toBe(false);
    await eventually('it is released', () => isReleased);
  });
});
