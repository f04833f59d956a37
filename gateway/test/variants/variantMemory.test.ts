import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { eventually } from '../testPlatform.js';
import { ownSubgraph, platformOf, variantHarness } from './variantHarness.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const platforms = [0, 1].map((version) =>
  platformOf({ one: `type Query { one: String ${version === 0 ? '' : 'two: String'} }` }),
);

/** Heap in bytes, once retired engines are let go. */
async function heap(): Promise<number> {
  await delay(1_100);
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await delay(10);
  }
  return process.memoryUsage().heapUsed;
}

describe('memory of variants', () => {
  it('is given back after reloads: engines that serve no more are collected', async () => {
    const { variants, define, ask } = variantHarness();
    define('com_a', { subgraphs: [ownSubgraph('weather', 'forecast')] });
    const reload = async (count: number): Promise<WeakRef<object>> => {
      let engine: WeakRef<object> | undefined;
      for (let n = 0; n < count; n++) {
        const { swaps } = variants.stats();
        const platform = platforms[n % 2];
        if (platform === undefined) throw new Error('there is no such platform');
        engine ??= new WeakRef<object>(await variants.adopt(platform));
        if (n > 0) await variants.adopt(platform);
        expect(await ask('com_a', '{ one forecast }')).toHaveProperty('forecast');
        if (n > 0) await eventually('both are swapped', () => variants.stats().swaps >= swaps + 2);
      }
      return engine ?? expect.fail();
    };
    await reload(20);
    const before = await heap();
    const first = await reload(60);
    const after = await heap();
    expect(first.deref()).toBeUndefined();
    expect(after - before).toBeLessThan(4_000_000);
  });
});
