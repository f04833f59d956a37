import { newId } from '@ai-collective/contracts';
import { CollectedMetrics } from '@ai-collective/platform/metrics';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { exportFleets } from '../../../src/metrics/exportFleets.js';
import { startFleetWatch } from '../../../src/metrics/startFleetWatch.js';
import { loadFleetLoads } from '../../../src/operations/fleets/loadFleetLoads.js';
import { scaleDownAfterMs } from '../../../src/rules/desiredDevices.js';
import { additionItem, leased, succeeded, TestCompute } from '../../TestCompute.js';

interface SeenFleet {
  readonly id: string;
  readonly backlog: Readonly<Record<string, number | null>>;
  readonly desiredDevices: number;
}

const query = `{ fleets { id desiredDevices backlog {
  queued running verifying oldestWaitingSeconds expectedWorkSeconds lateTasks deadlineRisk
} } }`;

describe('what waits for fleets', () => {
  let compute: TestCompute;
  let slug: string;
  beforeAll(async () => {
    compute = await TestCompute.start();
    ({ slug } = await compute.publish());
  });
  afterAll(() => compute.close());

  const seen = async (fleetId: string): Promise<SeenFleet | undefined> =>
    (await compute.get<{ fleets: readonly SeenFleet[] }>(query)).fleets.find(({ id }) => id === fleetId);

  const submit = async (fleetId: string, items: number) => {
    const job = { model: slug, fleetId, items: Array.from({ length: items }, () => additionItem) };
    const tasks = await compute.taskMessages(await compute.submit(job));
    return (index: number) => {
      const task = tasks[index];
      if (task === undefined) throw new Error('a task expected');
      return task;
    };
  };

  it('is counted by fleet, with what it is expected to take and what will be late', async () => {
    const [fleetId, other] = [await compute.openFleet(), await compute.openFleet()];
    expect((await seen(fleetId))?.backlog).toMatchObject({
      queued: 0,
      oldestWaitingSeconds: null,
      deadlineRisk: 0,
    });
    const task = await submit(fleetId, 6);
    expect((await seen(fleetId))?.backlog).toMatchObject({
      queued: 6,
      running: 0,
      lateTasks: 6,
      deadlineRisk: 1,
    });
    const unvouched = { ...succeeded(task(1), newId('attempt')), vouched: false, deviceId: 'dev_stranger' };
    await compute.settle([leased(task(0), newId('attempt')), unvouched]);
    const backlog = (await seen(fleetId))?.backlog;
    expect(backlog).toMatchObject({ queued: 4, running: 1, verifying: 1, lateTasks: 0, deadlineRisk: 0 });
    expect(backlog?.expectedWorkSeconds).toBe(6);
    expect(backlog?.oldestWaitingSeconds).toBeGreaterThan(0);
    expect((await seen(other))?.backlog).toMatchObject({ queued: 0, running: 0 });
  });

  it('decides how many devices a fleet is to have: by the target, down again only after five minutes', async () => {
    compute.policies.set('com_one', { 'fleets.targetWait': 2 });
    const fleetId = await compute.openFleet();
    const task = await submit(fleetId, 6);
    expect((await seen(fleetId))?.desiredDevices).toBe(0);
    await compute.sampleFleets();
    expect((await seen(fleetId))?.desiredDevices).toBe(3);
    await compute.settle([0, 1, 2, 3, 4, 5].map((index) => succeeded(task(index), newId('attempt'))));
    await compute.sampleFleets();
    expect((await seen(fleetId))?.desiredDevices).toBe(3);
    await compute.sampleFleets(scaleDownAfterMs + 1_000);
    expect((await seen(fleetId))?.desiredDevices).toBe(0);
  });

  it('is exported by fleet, for as many as asked for', async () => {
    const fleetId = await compute.openFleet();
    await submit(fleetId, 3);
    await compute.sampleFleets();
    const loads = await loadFleetLoads(compute.database, 1_000);
    expect((await loadFleetLoads(compute.database, 1)).length).toBe(1);
    const metrics = new CollectedMetrics();
    exportFleets(metrics, () => loads);
    const text = await metrics.registry.metrics();
    expect(text).toContain(`compute_fleet_queued_tasks{community="com_one",fleet="${fleetId}"} 3`);
    expect(text).toContain(`compute_fleet_deadline_risk{community="com_one",fleet="${fleetId}"} 1`);
    expect(text).toMatch(new RegExp(`compute_fleet_desired_devices{[^}]*${fleetId}"} 2`));
  });

  it('is served on a port of its own, and on none unless there is one', async () => {
    const watch = await startFleetWatch(compute.services, { METRICS_HOST: '127.0.0.1', METRICS_PORT: 0 });
    onTestFinished(() => watch.close());
    const text = await (await fetch(`${watch.metricsUrl ?? ''}/metrics`)).text();
    expect(text).toContain('# TYPE compute_fleet_desired_devices gauge');
    const without = await startFleetWatch(compute.services, {
      METRICS_HOST: '127.0.0.1',
      METRICS_PORT: undefined,
    });
    onTestFinished(() => without.close());
    expect(without.metricsUrl).toBeUndefined();
  });

  it('is looked at by one replica at a time', async () => {
    await compute.submit({ model: slug, items: [additionItem] });
    await compute.database.withoutTenantSql(async (other) => {
      await other.execute("select pg_advisory_xact_lock(hashtextextended('compute_fleet_loads', 0))");
      expect(await compute.sampleFleets()).toBe(0);
    });
    expect(await compute.sampleFleets()).toBeGreaterThan(0);
  });
});
