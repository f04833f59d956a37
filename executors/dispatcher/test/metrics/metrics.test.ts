import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DispatchCounts } from '../../src/metrics/DispatchCounts.js';
import { TestDevice } from '../support/TestDevice.js';
import { TestSystem } from '../support/TestSystem.js';
import { until } from '../support/until.js';

describe('the metrics of a dispatcher', () => {
  let system: TestSystem;
  beforeEach(async () => {
    system = await TestSystem.start({ settings: { METRICS_PORT: '0' } });
  });
  afterEach(() => system.close());

  const shows = (...lines: readonly string[]) =>
    until(`metrics show ${lines.join(', ')}`, async () => {
      const text = await system.metrics();
      return lines.every((line) => text.includes(`${line}\n`));
    });

  it('tell by fleet what waits and what devices do, and how attempts ended', async () => {
    const fleet = `fleet="${system.fleetId}"`;
    const [busy, paused] = [await system.join(), await system.join()];
    await system.join();
    paused.paused = 'paused: by the owner';
    paused.beat();
    await shows(
      `dispatcher_devices{${fleet},state="idle"} 2`,
      `dispatcher_devices{${fleet},state="paused"} 1`,
      `dispatcher_devices{${fleet},state="busy"} 0`,
    );
    await system.compute.submit(system.tasks(3));
    await shows(
      `dispatcher_waiting_tasks{${fleet}} 1`,
      `dispatcher_leased_tasks{${fleet}} 2`,
      `dispatcher_devices{${fleet},state="busy"} 2`,
      'dispatcher_leases_total 2',
    );
    expect(await system.metrics()).toMatch(/dispatcher_oldest_waiting_seconds\{[^}]+\} (0\.\d*[1-9]|[1-9])/);
    await until('the device has its lease', () => busy.running.size === 1);
    const [lease] = busy.running.values();
    if (lease !== undefined) busy.fail(lease, { code: 'MADE_UP', message: 'Anything.', fault: 'input' });
    await shows('dispatcher_attempts_total{outcome="ERROR",code="OTHER"} 1');
  });

  it('count devices that were not let in', async () => {
    const other = await system.join();
    const device = new TestDevice({ fleetId: system.fleetId, communityId: system.communityId });
    system.devices.push(device);
    await system.compute.enrol({ ...device.record, publicKey: other.record.publicKey });
    device.connect(system.url);
    await shows('dispatcher_refused_devices_total{reason="the signature is wrong"} 1');
  });
});

it('counts every code a device makes up as one', () => {
  const counts = new DispatchCounts();
  const base = { attemptId: 'a', taskId: 't', jobId: 'j', communityId: 'c', fleetId: 'f', deviceId: 'd' };
  for (const code of ['ONE', 'TWO', 'LEASE_LOST'])
    counts.end({
      ...base,
      ...{
        ownerId: 'p',
        vouched: false,
        at: new Date(0).toISOString(),
        type: 'failed',
        outcome: 'ABANDONED',
      },
      failure: { code, message: '', fault: 'device' },
    });
  expect([...counts.ends()]).toEqual([
    { outcome: 'ABANDONED', code: 'OTHER', attempts: 2 },
    { outcome: 'ABANDONED', code: 'LEASE_LOST', attempts: 1 },
  ]);
});
