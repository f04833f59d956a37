// Devices without a model: the agent's own client of the protocol, which answers each lease at once with its signed input. A
// process of its own, as devices are; told by environment, says 'ready' when all are welcome.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canonicalJson, resultSigningBytes } from '@ai-collective/contracts';
import { AttemptBook } from '../../executors/agent/dist/leases/AttemptBook.js';
import { DeviceKey } from '../../executors/agent/dist/identity/DeviceKey.js';
import { DispatcherClient } from '../../executors/agent/dist/protocol/DispatcherClient.js';
import { ask } from './ask.mjs';

const { DISPATCHER_URL, GATEWAY_URL, API_KEY, FLEET_ID } = process.env;
const devices = Number(process.env.DEVICES);
const places = Number(process.env.PLACES);

const silent = () => undefined;
const log = {
  ...{ debug: silent, info: silent, trace: silent },
  warn: (...words) => console.error(...words),
  error: (...words) => console.error(...words),
};

const capabilities = {
  agentVersion: '0.1.0',
  os: 'linux',
  architecture: 'x64',
  cores: 2,
  memoryBytes: 2 ** 32,
  runners: ['tensor'],
  executionProviders: ['cpu'],
  models: [],
  inputs: [],
};

process.on('disconnect', () => process.exit());

const clients = [];
for (let number = 1; number <= devices; number += 1) clients.push(await connect(number));
while (clients.some(({ link }) => link.state !== 'connected'))
  await new Promise((resolve) => setTimeout(resolve, 20));
process.send('ready');

async function connect(number) {
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-bench-device-'));
  const key = await DeviceKey.open(folder);
  await rm(folder, { recursive: true });
  const deviceId = await enrol(`bench ${process.pid} ${number}`, key.publicKey);
  const run = (lease) => Promise.resolve(answer(lease, { deviceId, key }));
  return new DispatcherClient({
    url: DISPATCHER_URL,
    deviceId,
    key,
    log,
    places,
    book: new AttemptBook({ places, run }),
    capabilities: () => capabilities,
    paused: () => null,
    asleep: () => false,
    reconnect: { minimumMs: 100, maximumMs: 1_000 },
  });
}

async function enrol(name, publicKey) {
  const { enrollDevice } = await ask(
    { url: GATEWAY_URL, credential: API_KEY },
    'mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }',
    { input: { fleetId: FLEET_ID, name, publicKey } },
  );
  return enrollDevice.id;
}

/** What the model would say: its input, as its output. */
function answer({ attemptId, taskId, input }, { deviceId, key }) {
  const { dtype, shape, data } = input.x;
  const output = { type: 'inline', json: { y: { dtype, shape, data } } };
  const outputSha256 = createHash('sha256').update(canonicalJson(output)).digest('hex');
  const signature = key.sign(resultSigningBytes({ deviceId, attemptId, taskId, outputSha256 }));
  return { outcome: 'SUCCEEDED', attemptId, taskId, runMs: 0.01, output, signature };
}
