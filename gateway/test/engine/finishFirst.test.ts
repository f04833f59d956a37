import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/createEngine.js';
import { composeSubgraphs } from './testSupergraph.js';

const fifty = Array.from({ length: 50 }, (_, index) => index);

/** An engine over one subgraph, and how many operations had a call under way at once, at most. */
function counting(answerAfter: () => Promise<unknown>) {
  const seen = { underWay: 0, most: 0 };
  const engine = createEngine<undefined>({
    supergraph: composeSubgraphs({ a: { sdl: 'type Query { a: Int }' } }),
    transport: () => ({
      fetch: async () => {
        seen.most = Math.max(seen.most, ++seen.underWay);
        await answerAfter();
        seen.underWay--;
        return { data: { a: 1 } };
      },
      subscribe: () => {
        throw new Error('not to be asked');
      },
    }),
  });
  const preparation = engine.prepare('{ a }');
  if (!preparation.ok) throw new Error('refused');
  const run = () => engine.execute(preparation.operation, { context: undefined });
  return { seen, run };
}

describe('fifty operations that arrive at once', () => {
  it('are finished before more are started, while subgraphs keep answering', async () => {
    const { seen, run } = counting(() => turn());
    await run();
    await Promise.all(fifty.map(run));
    expect(seen.most).toBeLessThan(25);
  });

  it('are all under way while subgraphs are slow', async () => {
    const release: (() => void)[] = [];
    const { seen, run } = counting(() => new Promise<void>((resolve) => release.push(resolve)));
    const all = fifty.map(run);
    await expect.poll(() => seen.underWay, { interval: 5 }).toBe(50);
    for (const each of release) each();
    await Promise.all(all);
  });
});
