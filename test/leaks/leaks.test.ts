import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersThatDepend } from './answersAlone.js';
import { config } from './config.js';
import { LeakWorld } from './LeakWorld.js';
import { Possessions } from './Possessions.js';
import { rootOperationsOf, type RootOperation } from './RootOperations.js';
import { runBatch } from './runBatch.js';
import { principalsOf } from './principals.js';
import { Random } from './Random.js';
import { modes } from './Switches.js';
import { timeTold } from './timePairs.js';

const batchSize = 400;
const toldEvery = 2_000;
/** After so many leaks the others are of no interest. */
const mostTold = 20;
/** Generous: 100,000 operations take many minutes where others need the processor too. */
const milliseconds = 120_000 + config.LEAK_OPERATIONS * 60;

let world: LeakWorld;
let possessions: Possessions;
let operations: readonly RootOperation[];

beforeAll(async () => {
  world = await LeakWorld.open();
  possessions = await Possessions.read(world);
  operations = world.all.flatMap(rootOperationsOf);
});

afterAll(() => world.close());

describe.each(modes)('with %s', (mode) => {
  beforeAll(() => world.enter(mode));

  test(
    'nothing of another community gets about, whoever asks for whatever',
    async () => {
      const batches = Math.ceil(config.LEAK_OPERATIONS / batchSize);
      const told: string[] = [];
      for (let batch = config.LEAK_FIRST_BATCH; batch < batches && told.length < mostTold; batch += 1) {
        const seed = config.LEAK_SEED * 1_000_000 + batch;
        const size = Math.min(batchSize, config.LEAK_OPERATIONS - batch * batchSize);
        told.push(...(await runBatch({ world, possessions, operations, seed, size })));
        const done = batch * batchSize + size;
        if (done % toldEvery === 0)
          process.stderr.write(`${mode}: ${done} operations, ${told.length} leaks\n`);
      }
      expect(told).toEqual([]);
    },
    milliseconds,
  );

  test(
    'no answer depends on what other communities have',
    async () => {
      const size = Math.ceil(Math.min(config.LEAK_OPERATIONS, 10_000) / 5);
      const seed = config.LEAK_SEED + modes.indexOf(mode);
      expect(await answersThatDepend({ world, possessions, operations, seed, size })).toEqual([]);
    },
    milliseconds,
  );
});

describe('with both locks on', () => {
  beforeAll(async () => {
    await world.enter('both locks');
    await world.putBack();
  });

  test(
    'no operation takes longer about what is of others than about what does not exist',
    async () => {
      const random = new Random(config.LEAK_SEED);
      const { facts } = world;
      const principals = principalsOf(facts, 'beech').filter(({ claims }) => claims.roles?.includes('OWNER'));
      const told: Record<string, number> = {};
      let timed = 0;
      for (const operation of operations) {
        const drawing = { random, facts, possessions, principals, operations: [operation] };
        const excess = await timeTold(world, drawing, config.LEAK_TIMED_PAIRS);
        timed += excess === undefined ? 0 : 1;
        if (excess !== undefined && excess !== 0) told[operation.name] = excess;
      }
      expect(told).toEqual({});
      expect(timed).toBeGreaterThan(30);
    },
    milliseconds,
  );
});
