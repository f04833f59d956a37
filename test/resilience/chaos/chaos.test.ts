import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditIsIntact } from '../../system/audit.js';
import { eventually } from '../../system/eventually.js';
import { finished, submitJob } from '../../system/jobs.js';
import { publishModel } from '../../system/models.js';
import { sideFor } from '../../system/sideFor.js';
import { TestSystem } from '../../system/TestSystem.js';
import { workItem, workModel } from '../../system/workModel.js';
import { config } from './config.js';
import { Killer, victims } from './Killer.js';
import { ledgerComplaints } from './ledgerComplaints.js';
import { leftOvers } from './leftOvers.js';
import { SystemDatabase } from './SystemDatabase.js';

const { CHAOS_TASKS: tasks, CHAOS_SEED: seed } = config;
const mostInJob = 500;
const mostRounds = 4;
/** 150 deaths are enough for a night; four are needed for each to have its own. */
const tasksPerDeath = Math.max(25, Math.ceil(tasks / 150));
/** Short, so that many get done; long enough for somebody to die in the middle. */
const taskMilliseconds = 20;
/** With every process dying every few seconds, some of the time nothing gets done. */
const limitMs = 120_000 + 500 * tasks;

let system: TestSystem;
let database: SystemDatabase;
let side: number;
/** Tasks by which the size of the others was found. */
let trials = 0;

beforeAll(async () => {
  system = await TestSystem.start();
  database = await SystemDatabase.connect(system);
  await publishModel(system.api, 'work', workModel(8));
  side = await sideFor(system.api, taskMilliseconds);
  trials = await settled();
}, 180_000);

afterAll(async () => {
  await database.close();
  await system.end();
}, 60_000);

function say(words: string): void {
  process.stderr.write(`chaos: ${words}\n`);
}

/** Submits as many tasks as are wanted, in jobs of some hundred; what is not answered is asked again, by its key. */
async function submitAll(round: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let first = 0; first < tasks; first += mostInJob) {
    const count = Math.min(mostInJob, tasks - first);
    const items = Array.from({ length: count }, (_, index) => workItem(index, side));
    const input = { model: 'work', items, idempotencyKey: `chaos-${round}-${first}` };
    ids.push(await eventually(`job ${ids.length} is submitted`, () => submitJob(system.api, input), limitMs));
  }
  return ids;
}

/** Tasks that get done while somebody is down may all be settled at once, before each had its death: then as many again. */
async function untilEachDied(killer: Killer): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const submitted = await submitAll(round);
    for (const id of submitted) await finished(system.api, id, limitMs);
    ids.push(...submitted);
    if (victims.every((name) => killer.kills.has(name))) break;
    say('somebody has not been killed yet: as many tasks again');
  }
  return ids;
}

/** Tasks that have come to their end, trials aside. */
async function settled(): Promise<number> {
  const [row] = await database.rows(
    'select count(*)::int as count from compute.tasks where settled_at is not null',
  );
  return Number(row?.count) - trials;
}

async function amongDeaths(work: (killer: Killer) => Promise<void>): Promise<Killer> {
  const killer = new Killer(system, { seed, settled, tasksPerDeath });
  const tell = (): void =>
    say(`${killer.settled} tasks are settled; killed ${JSON.stringify([...killer.kills])}`);
  const telling = setInterval(tell, 10_000);
  try {
    await work(killer);
  } finally {
    clearInterval(telling);
    await killer.stop();
    tell();
  }
  return killer;
}

describe(`${tasks} tasks while processes are killed at random, seed ${seed}`, () => {
  let jobs: readonly string[] = [];

  test('each is settled once and paid once', { timeout: (1 + mostRounds) * limitMs }, async () => {
    const killer = await amongDeaths(async (deaths) => {
      jobs = await untilEachDied(deaths);
    });
    expect([...killer.kills.keys()].sort()).toEqual([...victims].sort());
    const rounds = jobs.length / Math.ceil(tasks / mostInJob);
    expect(await settled()).toBe(rounds * tasks);
    expect(await ledgerComplaints(database)).toEqual([]);
  });

  test('the audit log is unbroken, and holds the end of each job once', { timeout: 120_000 }, async () => {
    const ends = `select body::json -> 'resource' ->> 'id' as job from governance.audit_entry where action = 'jobs:finish'`;
    const ended = await eventually('every end is in the audit log', async () => {
      const rows = await database.rows(ends);
      const ours = rows.map(({ job }) => String(job)).filter((job) => jobs.includes(job));
      return ours.length < jobs.length ? undefined : ours.sort();
    });
    expect(ended).toEqual([...jobs].sort());
    expect(await auditIsIntact(system.api)).toBe(true);
  });

  test('nothing is left half written, or to be sent', { timeout: 120_000 }, async () => {
    await eventually('the outbox is empty of tasks', async () => {
      const [row] = await database.rows(
        `select count(*)::int as count from compute.outbox where confirm_key is not null`,
      );
      return row?.count === 0 ? true : undefined;
    });
    expect(await leftOvers(system.dataFolder)).toEqual([]);
  });
});
