import { newId, partsOfRun, type TaskMessage } from '@ai-collective/contracts';
import type { SqlTransaction } from '@ai-collective/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCaughtDevices } from '../../src/operations/audits/auditCaughtDevices.js';
import { exportJob } from '../../src/operations/exportJob.js';
import { failed, TestCompute } from '../TestCompute.js';
import { answer, newDevice, on, TestDevices, type Device } from '../TestDevices.js';

let compute: TestCompute;
let devices: TestDevices;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  devices = new TestDevices(compute, (await compute.publish()).slug);
});

afterAll(() => compute.close());

/** A job of one task that two devices gave this result, and the runs that they had. */
async function acceptedBy(first: Device, second: Device, json: string) {
  const { id, run } = await devices.newRun();
  await compute.settle(answer(run, first, json));
  const other = await devices.nextRunOf(id, [run]);
  await compute.settle(answer(other, second, json));
  expect(await devices.look(id)).toMatchObject({
    state: 'SUCCEEDED',
    task: { output: json, verified: true },
  });
  return { id, known: [run, other] };
}

/** Has a device found wrong so often: three times suspend it. */
async function catchOut(device: Device, times = 3): Promise<void> {
  const { runs } = await devices.newJob(times);
  const honest = newDevice({ vouched: true });
  for (const run of runs) {
    await compute.settle(answer(run, device, 'wrong'));
    await compute.settle(answer(run, honest, 'right'));
  }
}

/** A task with a result of two colluders, who are suspended since, and the run that its audit asks for. */
async function audited() {
  const [cheat, colluder] = [newDevice(), newDevice()];
  const { id, known } = await acceptedBy(cheat, colluder, 'made up');
  for (const device of [cheat, colluder]) await catchOut(device);
  await compute.audit();
  return { cheat, colluder, id, known, run: await devices.nextRunOf(id, known) };
}

const stateOf = async ({ deviceId }: Device) =>
  (await devices.rows('select state, runs from result_audits where device_id = ?', deviceId)).map(
    ({ state }) => state,
  );

const auditOf = async (id: string) =>
  (
    await devices.rows(
      `select audit.state, cardinality(audit.runs) as runs from result_audits as audit
       join tasks on tasks.id = audit.task_id where tasks.job_id = ? order by audit.ended_at`,
      id,
    )
  ).at(-1);

async function balanceOf({ ownerId }: Device): Promise<number> {
  const [row] = await devices.rows(
    `select coalesce(sum(balance), 0)::text as balance from credit_accounts
     where kind in ('MEMBER', 'DEBT') and holder = ?`,
    ownerId,
  );
  return Number(row?.balance);
}

async function expectBalancedLedger(): Promise<void> {
  expect(await devices.rows('select sum(balance)::text as sum from credit_accounts')).toEqual([{ sum: '0' }]);
}

describe('what a suspended device got accepted', () => {
  it('is run again by another owner’s device, and replaced by what that says, with the credit and a record', async () => {
    const { cheat, colluder, id, run } = await audited();
    expect([...run.excludedOwners].sort()).toEqual([cheat.ownerId, colluder.ownerId].sort());
    const honest = newDevice({ vouched: true });
    expect(await balanceOf(cheat)).toBeGreaterThan(0);
    await compute.settle(answer(run, honest, 'true'));
    expect(await devices.look(id)).toMatchObject({
      state: 'SUCCEEDED',
      counts: { succeeded: 1, failed: 0 },
      task: { output: 'true', verified: false, replacedAt: expect.any(String) as unknown },
      attempts: ['INVALID', 'INVALID', 'VALID'],
    });
    expect([await balanceOf(cheat), await balanceOf(colluder)]).toEqual([0, 0]);
    expect(await balanceOf(honest)).toBeGreaterThanOrEqual(800_000);
    expect(
      await devices.rows(
        `select balance::text from credit_accounts where kind = 'ESCROW' and holder = ?`,
        id,
      ),
    ).toEqual([{ balance: '0' }]);
    await expectBalancedLedger();
    const [record] = await devices.records('tasks:replace', id);
    expect(record?.value).toMatchObject({
      details: { results: [{ canonical: expect.any(String) as unknown, reversed: { length: 2 } }] },
    });
    expect(
      await devices.rows(
        'select output from attempts where device_id = ? and task_id = ?',
        cheat.deviceId,
        run.taskId.split('.')[0] ?? '',
      ),
    ).toEqual([{ output: { type: 'inline', json: 'made up' } }]);
    expect(await compute.taskMessages(id)).toEqual([]);
  });

  it('is replaced and paid once, whatever comes twice and at the same time', async () => {
    const { cheat, id, run } = await audited();
    const honest = newDevice({ vouched: true });
    const events = answer(run, honest, 'true');
    await Promise.all([compute.settle(events), compute.settle(events), compute.audit()]);
    const earned = await balanceOf(honest);
    await compute.settle(events);
    await compute.audit();
    expect(await devices.look(id)).toMatchObject({ task: { output: 'true' } });
    expect([await balanceOf(cheat), await balanceOf(honest)]).toEqual([0, earned]);
    expect(await devices.records('tasks:replace', id)).toHaveLength(1);
    await expectBalancedLedger();
  });

  it('stays where it is right', async () => {
    const { cheat, id, run } = await audited();
    const before = await balanceOf(cheat);
    await compute.settle(answer(run, newDevice({ vouched: true }), 'made up'));
    expect(await devices.look(id)).toMatchObject({
      task: { output: 'made up', replacedAt: null },
      attempts: ['VALID', 'VALID', 'VALID'],
    });
    expect(await auditOf(id)).toMatchObject({ state: 'CONFIRMED', runs: 1 });
    expect(await balanceOf(cheat)).toBe(before);
    expect(await devices.records('tasks:replace', id)).toEqual([]);
  });

  it('takes as many opinions as any task: devices that nobody vouches for have to agree', async () => {
    const { id, known, run } = await audited();
    await compute.settle(answer(run, newDevice(), 'true'));
    expect(await devices.look(id)).toMatchObject({ task: { output: 'made up' } });
    const second = await devices.nextRunOf(id, [...known, run]);
    await compute.settle(answer(second, newDevice(), 'true'));
    expect(await devices.look(id)).toMatchObject({ task: { output: 'true', verified: true } });
    expect(await auditOf(id)).toMatchObject({ state: 'REPLACED', runs: 2 });
  });

  it('stays unverified when too many devices could not run it', async () => {
    const { id, known, run } = await audited();
    const runs: TaskMessage[] = [...known, run];
    for (let next = run, tries = 1; ; tries++) {
      await compute.settle([on(failed(next, newId('attempt')), newDevice())]);
      const [more] = await devices.newRunsOf(id, runs);
      if (more === undefined) {
        expect(tries).toBe(3);
        break;
      }
      runs.push(more);
      next = more;
    }
    expect(await auditOf(id)).toMatchObject({ state: 'UNDECIDED', runs: 3 });
    expect(await devices.look(id)).toMatchObject({
      state: 'SUCCEEDED',
      task: { output: 'made up', verified: false, replacedAt: null },
    });
  });

  it('is given up when no other owner’s device takes it for half a day', async () => {
    const { cheat, colluder, id } = await audited();
    await devices.rows(
      `update result_audits set asked_at = now() - interval '13 hours' where state = 'OPEN'`,
    );
    await devices.rows('update device_catches set due_at = now()');
    await compute.audit();
    expect(await auditOf(id)).toMatchObject({ state: 'UNDECIDED' });
    expect(await compute.taskMessages(id)).toEqual([]);
    const caught = 'select device_id from device_catches where device_id in (?, ?)';
    expect(await devices.rows(caught, cheat.deviceId, colluder.deviceId)).toEqual([]);
  });

  it('is told again to who was told before: the webhook is called, and the export begins anew', async () => {
    await compute.get('mutation { rotateWebhookSecret { secret } }', {}, { roles: ['OWNER'] });
    const { id, run } = await audited();
    await devices.rows(
      `insert into job_work (tenant_id, job_id, kind, state, details)
       values ('com_one', ?, 'WEBHOOK', 'DONE', '{"url":"http://127.0.0.1:9/"}')`,
      id,
    );
    const ask = 'mutation ($id: ID!) { exportResults(jobId: $id) { export { state lastError } } }';
    await compute.get(ask, { id });
    await compute.work(exportJob);
    await compute.settle(answer(run, newDevice({ vouched: true }), 'true'));
    expect(
      await devices.rows(
        `select kind, state, details->>'revision' as revision from job_work where job_id = ? order by kind`,
        id,
      ),
    ).toEqual([
      { kind: 'EXPORT', state: 'FAILED', revision: null },
      { kind: 'WEBHOOK', state: 'PENDING', revision: '1' },
    ]);
    expect(await compute.get(ask, { id })).toMatchObject({ exportResults: { export: { state: 'PENDING' } } });
  });
});

describe('what a caught device got accepted', () => {
  it('is run again only from when it last passed a check, and has its say', async () => {
    const [device, peer, later] = [newDevice(), newDevice(), newDevice()];
    const { id, run } = await devices.newRun();
    await compute.settle(answer(run, device, 'early'));
    await compute.settle(answer(await devices.nextRunOf(id, [run]), peer, 'early'));
    // As if the device had been trusted by then, and its next result accepted unchecked.
    await devices.rows(
      'update device_trust set consecutive_valid = 1000000 where device_id = ?',
      device.deviceId,
    );
    const unchecked = await devices.newJob(40);
    for (const each of unchecked.runs) await compute.settle(answer(each, device, 'unchecked'));
    const { counts } = await devices.look(unchecked.id);
    await devices.rows('update device_trust set consecutive_valid = 0 where device_id = ?', device.deviceId);
    await catchOut(peer, 1);
    await compute.audit();
    expect(await stateOf(peer)).toEqual([]);
    await catchOut(device, 1);
    await compute.audit();
    expect(await stateOf(device)).toHaveLength(counts.succeeded ?? 0);
    expect((await auditOf(unchecked.id))?.state).toBe('OPEN');
    const [asked] = await devices.rows(
      `select task_id || '.' || runs[1] as run from result_audits where device_id = ?`,
      device.deviceId,
    );
    const again = (await compute.taskMessages(unchecked.id)).find(({ taskId }) => taskId === asked?.run);
    if (again === undefined) throw new Error('a run expected');
    await compute.settle(answer(again, later, 'unchecked'));
    expect((await stateOf(device)).filter((state) => state === 'CONFIRMED')).toHaveLength(1);
  });

  it('is looked through in slices, and each result is asked for once though a replica dies in one', async () => {
    const device = newDevice();
    const { id, runs } = await devices.newJob(450);
    await compute.settle(answer(runs[0] ?? never(), device));
    await devices.rows(
      'update device_trust set consecutive_valid = 1000000 where device_id = ?',
      device.deviceId,
    );
    await compute.settle(runs.slice(1).flatMap((run) => answer(run, device)));
    const [accepted] = await devices.rows(
      `select count(*)::integer as count from attempts where state = 'VALID' and device_id = ?`,
      device.deviceId,
    );
    expect(accepted?.count).toBeGreaterThan(400);
    await devices.rows(
      'update device_trust set consecutive_valid = 0, last_passed_at = null where device_id = ?',
      device.deviceId,
    );
    await catchOut(device);
    const { database } = compute;
    const dying = {
      withoutTenantSql: database.withoutTenantSql.bind(database),
      withTenantSql: ((community: string, work: (sql: SqlTransaction) => Promise<unknown>) =>
        database.withTenantSql(community, async (sql) => {
          await work(sql);
          await sql.execute('select pg_terminate_backend(pg_backend_pid())');
        })) as typeof database.withTenantSql,
    };
    await expect(auditCaughtDevices({ database: { ...database, ...dying } })).rejects.toThrow();
    expect(await stateOf(device)).toEqual([]);
    expect(await auditCaughtDevices(compute.services)).toBe(false);
    await devices.rows('update device_catches set due_at = now() where device_id = ?', device.deviceId);
    expect(await auditCaughtDevices(compute.services)).toBe(true);
    const first = await stateOf(device);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThanOrEqual(200);
    await compute.audit();
    expect(await stateOf(device)).toEqual(new Array<string>(Number(accepted?.count)).fill('OPEN'));
    const asked = (await compute.taskMessages(id)).filter(({ excludedOwners }) =>
      excludedOwners.includes(device.ownerId),
    );
    expect(new Set(asked.map(({ taskId }) => partsOfRun(taskId).taskId)).size).toBe(asked.length);
  });
});

const never = (): never => {
  throw new Error('a run expected');
};
