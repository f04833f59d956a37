// A process with some hundred agents of a fleet: the agent's own client and book of attempts, with a run that only waits.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canonicalJson, newId, resultSigningBytes } from '@ai-collective/contracts';

const dist = path.resolve(import.meta.dirname, '../../executors/agent/dist');
const { DispatcherClient } = await import(`${dist}/protocol/DispatcherClient.js`);
const { AttemptBook } = await import(`${dist}/leases/AttemptBook.js`);
const { DeviceKey } = await import(`${dist}/identity/DeviceKey.js`);
const { pino } = createRequire(import.meta.resolve('@ai-collective/agent'))('pino');

const log = pino({ level: 'silent' });
const devices = [];

process.on('message', (order) => {
  if (order.type === 'make') void make(order);
  if (order.type === 'connect') void connect(order);
});
process.on('disconnect', () => process.exit());

async function make({ count, fleetId, communityId }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'aic-bench-agents-'));
  for (let number = 0; number < count; number += 1) {
    const key = await DeviceKey.open(path.join(folder, String(number)));
    const record = {
      deviceId: newId('device'),
      ...{ communityId, fleetId, ownerId: newId('person'), vouched: true },
      ...{ name: `agent ${number}`, publicKey: key.publicKey, status: 'ENROLLED' },
      enrolledAt: new Date().toISOString(),
    };
    devices.push({ record, key, done: 0 });
  }
  rmSync(folder, { recursive: true });
  process.send({ type: 'made', records: devices.map(({ record }) => record) });
}

async function connect({ url, places, runMs }) {
  const clients = devices.map((device) => {
    const { key, record } = device;
    const run = async ({ attemptId, taskId }) => {
      await delay(runMs);
      device.done += 1;
      const output = { type: 'inline', json: taskId };
      const outputSha256 = createHash('sha256').update(canonicalJson(output)).digest('hex');
      const signature = key.sign(
        resultSigningBytes({ deviceId: record.deviceId, attemptId, taskId, outputSha256 }),
      );
      return { outcome: 'SUCCEEDED', attemptId, taskId, runMs, output, signature };
    };
    return new DispatcherClient({
      ...{ url: url.replace('http', 'ws'), deviceId: record.deviceId, key, log, places },
      book: new AttemptBook({ places, run }),
      capabilities: () => ({
        ...{ agentVersion: '0.0.0', os: 'linux', architecture: 'x64', cores: places, memoryBytes: 2 ** 33 },
        ...{ runners: ['tensor'], executionProviders: ['cpu'], models: [] },
      }),
      paused: () => null,
      asleep: () => false,
      reconnect: { minimumMs: 100, maximumMs: 1_000 },
    });
  });
  while (clients.some(({ link }) => link.state !== 'connected')) await delay(20);
  process.send({ type: 'connected' });
  setInterval(() => process.send({ type: 'done', counts: devices.map(({ done }) => done) }), 200);
}
