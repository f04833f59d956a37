import {
  newId,
  partsOfRun,
  topics,
  type AttemptEvent,
  type JsonValue,
  type TaskMessage,
} from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFor } from '../../src/rules/verification/index.js';
import { additionItem, failed, leased, succeeded, TestCompute } from '../TestCompute.js';

let compute: TestCompute;
let slug: string;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});

afterAll(() => compute.close());

interface Device {
  readonly deviceId: string;
  readonly ownerId: string;
  readonly vouched: boolean;
}

const newDevice = (over: Partial<Device> = {}): Device => ({
  deviceId: newId('device'),
  ownerId: newId('person'),
  vouched: false,
  ...over,
});

const on = (event: AttemptEvent, device: Device): AttemptEvent => ({ ...event, ...device });

/** What a device does with a run: it leases it, then says what came of it. */
function answer(run: TaskMessage, device: Device, json: JsonValue = 1): readonly AttemptEvent[] {
  const attempt = newId('attempt');
  return [on(leased(run, attempt), device), on(succeeded(run, attempt, json), device)];
}

async function newJob(
  items = 1,
  model = slug,
): Promise<{ readonly id: string; readonly runs: readonly TaskMessage[] }> {
  const id = await compute.submit({ model, items: new Array<object>(items).fill(additionItem) });
  return { id, runs: await compute.taskMessages(id) };
}

async function newRun(model = slug): Promise<{ readonly id: string; readonly run: TaskMessage }> {
  const { id, runs } = await newJob(1, model);
  const [run] = runs;
  if (run === undefined) throw new Error('a run expected');
  return { id, run };
}

/** The runs asked for since these. */
async function newRunsOf(id: string, known: readonly TaskMessage[]): Promise<readonly TaskMessage[]> {
  const all = await compute.taskMessages(id);
  return all.filter(({ taskId }) => !known.some((run) => run.taskId === taskId));
}

interface TaskAnswer {
  readonly job: {
    readonly state: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly tasks: {
      readonly edges: readonly {
        readonly node: {
          readonly state: string;
          readonly output: unknown;
          readonly failure: { readonly code: string } | null;
          readonly attempts: readonly { readonly state: string; readonly device: { readonly id: string } }[];
        };
      }[];
    };
  };
}

const look = async (id: string) => {
  const query = `query ($id: ID!) {
    job(id: $id) {
      state counts { queued dispatched verifying succeeded failed }
      tasks(first: 1) { edges { node { state output failure { code } attempts { state device { id } } } } }
    }
  }`;
  const { job } = await compute.get<TaskAnswer>(query, { id });
  const node = job.tasks.edges[0]?.node;
  return { ...job, task: node, attempts: node?.attempts.map(({ state }) => state) };
};

const rows = (query: string, ...parameters: string[]) =>
  compute.database.withTenant('com_one', (em) => em.execute<Record<string, unknown>[]>(query, parameters));

const audits = async (action: string, id: string) =>
  (await compute.outbox()).filter(
    ({ value }) => value.action === action && (value.resource as { id?: string } | undefined)?.id === id,
  );

describe('a result of a device nobody vouches for', () => {
  it('waits for another owner’s device, which is asked for when the first gets the task, and settles with it', async () => {
    const { id, run } = await newRun();
    const [first, second] = [newDevice(), newDevice()];
    const [lease, result] = answer(run, first, 7) as [AttemptEvent, AttemptEvent];
    await compute.settle([lease]);
    const [other, ...more] = await newRunsOf(id, [run]);
    expect([other, more]).toEqual([
      {
        ...run,
        taskId: expect.any(String) as unknown,
        queuedAt: expect.any(String) as unknown,
        excludedOwners: [first.ownerId],
      },
      [],
    ]);
    expect(partsOfRun(other?.taskId ?? '').taskId).toBe(partsOfRun(run.taskId).taskId);
    await compute.settle([result]);
    expect(await look(id)).toMatchObject({
      state: 'RUNNING',
      counts: { queued: 0, dispatched: 0, verifying: 1, succeeded: 0 },
      task: { state: 'VERIFYING', output: null },
      attempts: ['REPORTED'],
    });
    await compute.settle(answer(other ?? run, second, 7.000_01));
    expect(await look(id)).toMatchObject({
      state: 'SUCCEEDED',
      counts: { verifying: 0, succeeded: 1 },
      attempts: ['VALID', 'VALID'],
    });
    expect(await compute.taskMessages(id)).toEqual([]);
    expect((await audits('tasks:verify', id)).map(({ value }) => value.details)).toEqual([
      {
        verdicts: [
          expect.objectContaining({
            verified: true,
            attempts: expect.arrayContaining([
              expect.objectContaining({ deviceId: first.deviceId, outcome: 'VALID' }),
              expect.objectContaining({ deviceId: second.deviceId, outcome: 'VALID' }),
            ]) as unknown,
          }),
        ],
      },
    ]);
  });

  it('takes a third opinion where two differ, and costs who was outvoted their trust', async () => {
    const { id, run } = await newRun();
    const [right, wrong, third] = [newDevice(), newDevice(), newDevice()];
    await compute.settle(answer(run, right, 'cat'));
    const [second] = await newRunsOf(id, [run]);
    await compute.settle(answer(second ?? run, wrong, 'dog'));
    const [last] = await newRunsOf(id, [run, second ?? run]);
    expect([...(last?.excludedOwners ?? [])].sort()).toEqual([right.ownerId, wrong.ownerId].sort());
    await compute.settle(answer(last ?? run, third, 'cat'));
    const { task } = await look(id);
    expect(task).toMatchObject({ state: 'SUCCEEDED', output: 'cat' });
    expect(Object.fromEntries(task?.attempts.map(({ state, device }) => [device.id, state]) ?? [])).toEqual({
      [right.deviceId]: 'VALID',
      [wrong.deviceId]: 'INVALID',
      [third.deviceId]: 'VALID',
    });
    expect(
      await rows(
        'select judged, wrong, strikes, state from device_standing where device_id = ?',
        wrong.deviceId,
      ),
    ).toEqual([{ judged: 1, wrong: 1, strikes: 1, state: 'ACTIVE' }]);
    expect(
      await rows(
        'select output from attempts where device_id in (?, ?) order by output is null',
        wrong.deviceId,
        right.deviceId,
      ),
    ).toEqual([{ output: { type: 'inline', json: 'dog' } }, { output: null }]);
  });

  it('is kept when it is found wrong, for an appeal, though all is heard at once', async () => {
    const { run } = await newRun();
    const wrong = newDevice();
    await compute.settle([...answer(run, wrong, 'dog'), ...answer(run, newDevice({ vouched: true }), 'cat')]);
    expect(await rows('select state, output from attempts where device_id = ?', wrong.deviceId)).toEqual([
      { state: 'INVALID', output: { type: 'inline', json: 'dog' } },
    ]);
  });

  it('is not confirmed by the same owner’s other devices, nor by an input’s fault that one alone reports', async () => {
    const { id, run } = await newRun();
    const first = newDevice();
    await compute.settle(answer(run, first));
    await compute.settle(answer(run, newDevice({ ownerId: first.ownerId })));
    const [second] = await newRunsOf(id, [run]);
    const attempt = newId('attempt');
    await compute.settle([
      on(failed(second ?? run, attempt, { fault: 'input', code: 'IMAGE_UNREADABLE' }), newDevice()),
    ]);
    expect((await look(id)).state).toBe('RUNNING');
    const [third] = await newRunsOf(id, [run, second ?? run]);
    await compute.settle(answer(third ?? run, newDevice()));
    expect(await look(id)).toMatchObject({ state: 'SUCCEEDED', task: { failure: null } });
  });

  it('is settled once, whatever comes twice and at the same time', async () => {
    const { id, run } = await newRun();
    const [first, second] = [answer(run, newDevice()), answer(run, newDevice())];
    await Promise.all(
      Array.from({ length: 4 }, (_, index) => compute.settle(index % 2 === 0 ? first : second)),
    );
    await compute.settle([...second, ...first]);
    expect(await look(id)).toMatchObject({ counts: { succeeded: 1 }, attempts: ['VALID', 'VALID'] });
    const judged = first.map(({ deviceId }) => deviceId)[0] ?? '';
    expect(await rows('select judged from device_standing where device_id = ?', judged)).toEqual([
      { judged: 1 },
    ]);
    expect(await audits('jobs:finish', id)).toHaveLength(1);
  });
});

describe('a bait', () => {
  /** An attempt for which a bait is drawn. */
  const baitingAttempt = () => {
    for (;;) {
      const id = newId('attempt');
      if (drawFor(compute.services.drawSecret, id, 'bait') < 0.01) return id;
    }
  };

  it('is a task that others confirmed, asked for like any other, and what is said of it counts', async () => {
    const model = (await compute.publish()).slug;
    const known = await newRun(model);
    await compute.settle(answer(known.run, newDevice(), 'known'));
    const [second] = await newRunsOf(known.id, [known.run]);
    await compute.settle(answer(second ?? known.run, newDevice(), 'known'));
    const [right, wrong] = [newDevice(), newDevice()];
    const baits: TaskMessage[] = [];
    for (const device of [right, wrong]) {
      const { run } = await newRun(model);
      await compute.settle([on(leased(run, baitingAttempt()), device)]);
      baits.push(...(await newRunsOf(known.id, [known.run, ...baits])));
    }
    expect(baits).toHaveLength(2);
    expect(baits[0]).toMatchObject({ jobId: known.id, input: known.run.input });
    expect(baits[0]?.excludedOwners).toHaveLength(2);
    const [lease, result] = answer(baits[0] ?? known.run, right, 'known') as [AttemptEvent, AttemptEvent];
    await compute.settle([lease]);
    expect(await compute.taskMessages(known.id)).toHaveLength(2);
    await compute.settle([result]);
    expect(await compute.taskMessages(known.id)).toHaveLength(1);
    await compute.settle(answer(baits[1] ?? known.run, wrong, 'made up'));
    const standings = 'select judged, wrong from device_standing where device_id = ?';
    expect(await rows(standings, right.deviceId)).toEqual([{ judged: 1, wrong: 0 }]);
    expect(await rows(standings, wrong.deviceId)).toEqual([{ judged: 1, wrong: 1 }]);
    expect(
      await rows("select output from attempts where state = 'INVALID' and device_id = ?", wrong.deviceId),
    ).toEqual([{ output: { type: 'inline', json: 'made up' } }]);
    expect(await look(known.id)).toMatchObject({ state: 'SUCCEEDED', task: { output: 'known' } });
    expect(await compute.taskMessages(known.id)).toEqual([]);
    // Whoever has had all there is gets none.
    const { run } = await newRun(model);
    await compute.settle([on(leased(run, baitingAttempt()), right)]);
    expect(await compute.taskMessages(known.id)).toEqual([]);
  });
});

describe('trust', () => {
  it('is earned by ten results in a row that others confirm, for the model they were of alone', async () => {
    const [device, helper] = [newDevice(), newDevice({ vouched: true })];
    const { runs } = await newJob(10);
    for (const run of runs) await compute.settle(answer(run, device));
    for (const run of runs) await compute.settle(answer(run, helper));
    expect(
      await rows('select consecutive_valid from device_trust where device_id = ?', device.deviceId),
    ).toEqual([{ consecutive_valid: 10 }]);
    // One result in ten of a device so new to it is checked.
    const more = await newJob(40);
    for (const run of more.runs) await compute.settle(answer(run, device));
    const { counts } = await look(more.id);
    expect(counts.succeeded).toBeGreaterThan(20);
    expect((counts.succeeded ?? 0) + (counts.verifying ?? 0)).toBe(40);
    const { slug: another } = await compute.publish();
    const { id, run } = await newRun(another);
    await compute.settle(answer(run, device));
    expect((await look(id)).state).toBe('RUNNING');
  });

  it('is lost for good by three wrong results among few, with what an appeal needs', async () => {
    const [cheat, honest] = [newDevice(), newDevice({ vouched: true })];
    const { runs } = await newJob(3);
    for (const run of runs) await compute.settle(answer(run, cheat, 'wrong'));
    for (const run of runs) await compute.settle(answer(run, honest, 'right'));
    expect(
      await rows(
        'select state, strikes, cardinality(evidence) as evidence from device_standing where device_id = ?',
        cheat.deviceId,
      ),
    ).toEqual([{ state: 'SUSPENDED', strikes: 3, evidence: 3 }]);
    const [record] = await audits('devices:suspend', cheat.deviceId);
    expect(record?.value).toMatchObject({
      details: { judged: 3, wrong: 3, strikes: 3, evidence: { length: 3 } },
    });
    const told = async () =>
      (await compute.outbox()).filter(
        ({ topic, key }) => topic === topics.standings && key === cheat.deviceId,
      );
    expect((await told()).map(({ value }) => value.state)).toEqual(['SUSPENDED']);
    const { id, run } = await newRun();
    await compute.settle([...answer(run, cheat, 'wrong'), ...answer(run, honest, 'right')]);
    expect(await look(id)).toMatchObject({ state: 'SUCCEEDED', task: { output: 'right' } });
    expect((await look(id)).attempts?.slice().sort()).toEqual(['INCONCLUSIVE', 'VALID']);

    const reinstate = `mutation ($id: ID!) {
      reinstateDevice(deviceId: $id, reason: "Its memory was replaced.") { state judged strikes evidence reinstatements }
    }`;
    const variables = { id: cheat.deviceId };
    expect(await compute.refusal(reinstate, variables, { community: 'com_two', roles: ['OWNER'] })).toBe(
      'DEVICE_NOT_SUSPENDED',
    );
    expect(await compute.refusal(reinstate, variables, { roles: ['DEVELOPER'] })).toBe('FORBIDDEN');
    expect(await compute.get(reinstate, variables)).toEqual({
      reinstateDevice: { state: 'ACTIVE', judged: 0, strikes: 0, evidence: [], reinstatements: 1 },
    });
    expect(await compute.refusal(reinstate, variables)).toBe('DEVICE_NOT_SUSPENDED');
    expect((await told()).map(({ value }) => value.state)).toEqual(['SUSPENDED', 'ACTIVE']);
    expect(await rows('select * from device_trust where device_id = ?', cheat.deviceId)).toEqual([]);
  });
});
