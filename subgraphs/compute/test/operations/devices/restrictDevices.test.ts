import { newId, standingRecordSchema, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDeviceWatch } from '../../../src/startDeviceWatch.js';
import { additionItem, failed, leased, succeeded, TestCompute, type Claims } from '../../TestCompute.js';

const tooWrong =
  'forbid (principal, action == Action::"tasks:run", resource) ' +
  'when { context.signals.judged >= 2 && context.signals.invalidPermille > 50 };';

const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Device {
  standing { state restrictedBy }
  signals { attempts judged invalid errors timeouts invalidPermille errorPermille timeoutPermille turnaroundPercent }
} } }`;

interface SeenDevice {
  readonly standing: { readonly state: string; readonly restrictedBy: readonly string[] };
  readonly signals: Readonly<Record<string, number | null>> | null;
}

describe('policies about what came of the leases of devices', () => {
  let compute: TestCompute;
  let slug: string;
  beforeAll(async () => {
    compute = await TestCompute.start();
    await compute.openFleet();
    ({ slug } = await compute.publish());
  });
  afterAll(() => compute.close());

  const newTask = async () => {
    const [task] = await compute.taskMessages(await compute.submit({ model: slug, items: [additionItem] }));
    if (task === undefined) throw new Error('a task expected');
    return task;
  };
  const as = (deviceId: string, vouched: boolean) => ({ deviceId, ownerId: `owner of ${deviceId}`, vouched });

  /** One result that two vouched devices contradict, and one that they confirm. */
  const beWrongOnce = async (deviceId: string) => {
    for (const json of [{ text: 'wrong' }, { text: 'ok' }]) {
      const task = await newTask();
      const attempt = newId('attempt');
      await compute.settle([
        { ...leased(task, attempt), ...as(deviceId, false), at: new Date(Date.now() - 3_000).toISOString() },
        { ...succeeded(task, attempt, json), ...as(deviceId, false) },
      ]);
      await compute.settle([{ ...succeeded(task, newId('attempt')), ...as('dev_trusted', true) }]);
      await compute.settle([{ ...succeeded(task, newId('attempt')), ...as('dev_also_trusted', true) }]);
    }
  };
  const seen = async (deviceId: string, claims: Claims = {}): Promise<SeenDevice | null> => {
    const representations = [{ __typename: 'Device', id: deviceId }];
    const found = await compute.get<{ _entities: readonly (SeenDevice | null)[] }>(
      query,
      { representations },
      claims,
    );
    return found._entities[0] ?? null;
  };
  const toldOf = async (deviceId: string) =>
    (await compute.outbox())
      .filter(({ topic, key }) => topic === topics.standings && key === deviceId)
      .map(({ value }) => standingRecordSchema.parse(value))
      .map(({ state, policies }) => [state, ...policies]);
  const auditOf = async (deviceId: string) =>
    (await compute.outbox())
      .filter(
        ({ topic, value }) => topic === topics.audit && JSON.stringify(value.resource).includes(deviceId),
      )
      .map(({ value: { action, details } }) => ({ action, details }));
  const vote = (...texts: readonly string[]) => {
    compute.cedarPolicies = texts.map((text, index) => ({ id: `vote-${index}`, text, proposalId: null }));
  };

  it('count what came of them', async () => {
    const deviceId = newId('device');
    await beWrongOnce(deviceId);
    const [late, broken] = [await newTask(), await newTask()];
    const [lateAttempt, brokenAttempt] = [newId('attempt'), newId('attempt')];
    await compute.settle(
      [
        leased(late, lateAttempt),
        failed(late, lateAttempt, { outcome: 'TIMED_OUT' }),
        leased(broken, brokenAttempt),
        failed(broken, brokenAttempt),
        leased(await newTask(), newId('attempt')),
      ].map((event) => ({ ...event, ...as(deviceId, false) })),
    );
    await compute.watchDevices();
    expect((await seen(deviceId))?.signals).toEqual({
      ...{ attempts: 4, judged: 2, invalid: 1, errors: 1, timeouts: 1 },
      ...{ invalidPermille: 500, errorPermille: 250, timeoutPermille: 250 },
      turnaroundPercent: 100,
    });
    expect(await seen(deviceId, { community: 'com_two', roles: ['OWNER'] })).toBeNull();
  });

  it('give a device no work while they forbid it, tell dispatchers and record why', async () => {
    const deviceId = newId('device');
    await beWrongOnce(deviceId);
    expect(await compute.watchDevices()).toBe(0);
    vote(tooWrong);
    expect(await compute.watchDevices()).toBeGreaterThan(0);
    expect((await seen(deviceId))?.standing).toEqual({ state: 'ACTIVE', restrictedBy: ['community:vote-0'] });
    expect((await seen('dev_trusted'))?.standing.restrictedBy).toEqual([]);
    expect(await compute.watchDevices()).toBe(0);
    vote();
    expect(await compute.watchDevices()).toBeGreaterThan(0);
    expect((await seen(deviceId))?.standing.restrictedBy).toEqual([]);
    expect(await toldOf(deviceId)).toEqual([['RESTRICTED', 'community:vote-0'], ['ACTIVE']]);
    const signals = expect.objectContaining({ judged: 2, invalidPermille: 500 }) as unknown;
    expect(await auditOf(deviceId)).toEqual([
      { action: 'devices:restrict', details: { policies: ['community:vote-0'], signals } },
      { action: 'devices:release', details: { policies: [] } },
    ]);
  });

  it('hold for devices soon after a vote, while everything runs', async () => {
    const deviceId = newId('device');
    await beWrongOnce(deviceId);
    await compute.watchDevices();
    const watch = startDeviceWatch(compute.services);
    onTestFinished(() => watch.close());
    const restrictedBy = async () => (await seen(deviceId))?.standing.restrictedBy;
    vote(tooWrong);
    await expect.poll(restrictedBy).toEqual(['community:vote-0']);
    vote();
    await expect.poll(restrictedBy).toEqual([]);
  });

  it('leave a suspended device suspended, and a reinstated one restricted', async () => {
    const deviceId = newId('device');
    await beWrongOnce(deviceId);
    await compute.database.withTenant('com_one', (em) =>
      em.execute("update device_standing set state = 'SUSPENDED', suspended_at = now() where device_id = ?", [
        deviceId,
      ]),
    );
    vote(tooWrong);
    await compute.watchDevices();
    await compute.get(
      'mutation ($id: ID!) { reinstateDevice(deviceId: $id, reason: "An appeal.") { state } }',
      {
        id: deviceId,
      },
    );
    vote();
    await compute.watchDevices();
    expect(await toldOf(deviceId)).toEqual([
      ['SUSPENDED', 'community:vote-0'],
      ['RESTRICTED', 'community:vote-0'],
      ['ACTIVE'],
    ]);
  });

  it('give it work again when what it did is a day ago', async () => {
    const deviceId = newId('device');
    await beWrongOnce(deviceId);
    vote(tooWrong);
    await compute.watchDevices();
    await compute.database.withTenant('com_one', (em) =>
      em.execute(
        "update attempts set started_at = started_at - interval '25 hours', finished_at = finished_at - interval '25 hours'",
      ),
    );
    await compute.database.withTenant('com_one', (em) =>
      em.execute("update device_signals set hour = hour - interval '24 hours'"),
    );
    await compute.watchDevices();
    expect(await seen(deviceId)).toMatchObject({ standing: { restrictedBy: [] }, signals: null });
    vote();
  });
});
