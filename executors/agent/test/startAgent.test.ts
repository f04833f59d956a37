import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalJson,
  challengeSigningBytes,
  closeCodes,
  type DoneResult,
  inlineOutputLimit,
  type Lease,
  ocrResultSchema,
  runnerNames,
  resultSigningBytes,
} from '@ai-collective/contracts';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DeviceKey } from '../src/identity/DeviceKey.js';
import { inputBlobLimit } from '../src/leases/gatherInput.js';
import { runLeave } from '../src/leave/runLeave.js';
import type { Observations } from '../src/rules/consent/mayRun.js';
import { type Agent, type AgentOptions, startAgent } from '../src/startAgent.js';
import { childEntry, probeEntry } from './childEntry.js';
import { eventually } from './eventually.js';
import { FakeDispatcher } from './fakeDispatcher.js';
import { type FakeStorage, startFakeStorage } from './fakeStorage.js';
import { startFakeGateway } from './join/startFakeGateway.js';
import { ocrArtifacts } from './ocrArtifacts.js';
import { addModel, elementTypes, identityModel, slowModel } from './onnxModel.js';
import { temporaryDirectory } from './temporaryDirectory.js';

const deviceId = 'dev_test';

interface Stage {
  readonly dispatcher: FakeDispatcher;
  readonly storage: FakeStorage;
  readonly agent: Agent;
  readonly publicKey: string;
  readonly dataDir: string;
}

/** A device that is enrolled already, its dispatcher and its storage. */
async function setStage(extra: Partial<AgentOptions> = {}): Promise<Stage> {
  const [dispatcher, storage] = [await FakeDispatcher.start(), await startFakeStorage()];
  const dataDir = await temporaryDirectory();
  const { publicKey } = await DeviceKey.open(dataDir);
  const enrolment = {
    deviceId,
    fleetId: 'flt_1',
    name: 'desk',
    publicKey,
    enrolledAt: '2020-01-01T00:00:00.000Z',
  };
  await writeFile(join(dataDir, 'device.json'), JSON.stringify(enrolment));
  const agent = await startAgent({
    dispatcherUrl: dispatcher.url,
    gatewayUrl: null,
    apiKey: null,
    fleetId: null,
    deviceName: 'desk',
    dataDir,
    deviceUse: 'dedicated',
    pauseGraceMs: 100,
    sleepAfterMs: 0,
    cores: 1,
    prefetch: 1,
    host: '127.0.0.1',
    port: 0,
    cacheBytes: 100_000_000,
    childMemoryBytes: 2 ** 31,
    loadLimitMs: 60_000,
    enrolmentPatienceMs: 1_000,
    drainMs: 0,
    reconnect: { minimumMs: 20, maximumMs: 100 },
    executionProviders: [],
    driverEnvironment: {},
    childEntry,
    probeEntry,
    log: pino({ level: 'silent' }),
    ...extra,
  });
  onTestFinished(() => agent.stop());
  return { dispatcher, storage, agent, publicKey, dataDir };
}

/** Asks the local door as its owner's programs do. */
async function doorOf({ dataDir }: Stage) {
  const { url, token } = JSON.parse(await readFile(join(dataDir, 'door.json'), 'utf8')) as Record<
    string,
    string
  >;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token ?? ''}` };
  return (path: string, body: string) => fetch(`${url ?? ''}${path}`, { method: 'POST', body, headers });
}

/** Runs `aic-agent leave` beside it, and answers the exit code and what was said. */
async function leave(dataDir: string) {
  const said: string[] = [];
  const code = await runLeave({
    config: { dataDir, gatewayUrl: null },
    wish: { terms: { gatewayUrl: null, local: false }, sure: true },
    signal: new AbortController().signal,
    say: (text) => said.push(text),
    ask: null,
  });
  return [code, said.join('')] as const;
}

let nextAttempt = 0;

async function leaseOf({ storage }: Stage, model: Uint8Array, lease: Partial<Lease> = {}): Promise<Lease> {
  const number = nextAttempt++;
  return {
    attemptId: `att_${number}`,
    taskId: `tsk_${number}`,
    jobId: 'job_1',
    runner: 'tensor',
    modelVersionId: 'mdv_1',
    artifacts: [{ role: 'model', ...(await storage.put(model)) }],
    input: {},
    blobUrls: {},
    outputUrl: `${storage.url}/uploads?capability=secret`,
    runtimeLimitMs: 30_000,
    placement: { score: 1, reasons: [] },
    traceparent: null,
    ...lease,
  };
}

const floats = (...values: number[]) => {
  const data = Buffer.from(Float32Array.from(values).buffer).toString('base64');
  return { type: 'tensor', dtype: 'float32', shape: [values.length], data } as const;
};
const sumInput = { a: floats(1, 2), b: floats(3, 4) };
const sumOutput = { sum: { dtype: 'float32', shape: [2], data: floats(4, 6).data } };

const size = Buffer.from(BigInt64Array.of(1_500n, 1_500n).buffer).toString('base64');
const slowInput = { size: { type: 'tensor', dtype: 'int64', shape: [2], data: size } } as const;

async function run({ dispatcher }: Stage, lease: Lease): Promise<DoneResult> {
  await eventually(() => dispatcher.of('credit').some(({ leases }) => leases > 0));
  dispatcher.send({ type: 'lease', leases: [lease] });
  return eventually(() => dispatcher.resultOf(lease.attemptId));
}

const failureOf = (result: DoneResult): string =>
  result.outcome === 'FAILED' ? `${result.failure.code} ${result.failure.fault}` : 'SUCCEEDED';

function verifies(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
}

const heldAttempts = (dispatcher: FakeDispatcher): readonly string[] =>
  dispatcher.of('heartbeat').at(-1)?.running ?? [];

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('an agent', () => {
  it('proves who it is, then says what it offers and how much it takes', async () => {
    const { dispatcher, publicKey } = await setStage();
    const [credit] = await eventually(() =>
      dispatcher.of('credit').length > 0 ? dispatcher.of('credit') : null,
    );
    const [auth] = dispatcher.of('auth');
    expect(verifies(publicKey, challengeSigningBytes(deviceId, 'nonce-1'), auth?.signature ?? '')).toBe(true);
    expect(dispatcher.frames.slice(0, 3).map(({ type }) => type)).toEqual(['hello', 'auth', 'capabilities']);
    expect(dispatcher.of('capabilities')[0]?.capabilities).toMatchObject({
      cores: 1,
      runners: [...runnerNames],
    });
    expect(credit).toEqual({ type: 'credit', leases: 2 });
    expect(dispatcher.of('heartbeat')[0]).toEqual({ type: 'heartbeat', running: [], paused: null });
  });

  it('says which execution providers it has once it has tried them, and how quick models are on it', async () => {
    const stage = await setStage({
      executionProviders: ['good'],
      driverEnvironment: { DRIVER: 'here' },
      probeEntry: new URL('providers/fakeProbe.mjs', import.meta.url),
    });
    const { dispatcher, agent } = stage;
    const last = () => dispatcher.of('capabilities').at(-1)?.capabilities;
    await eventually(() => last()?.executionProviders.includes('good'));
    await run(stage, await leaseOf(stage, addModel(), { input: sumInput }));
    // ONNX Runtime knows no such provider.
    const unloadable = expect.stringMatching(/^good: the model does not load: /) as unknown;
    await vi.waitFor(() => {
      expect(agent.status()).toMatchObject({
        models: [{ modelVersionId: 'mdv_1', provider: 'cpu', notes: [unloadable] }],
      });
    }, 10_000);
    dispatcher.drop();
    await eventually(() => last()?.speeds.length === 1);
    expect(last()?.speeds).toMatchObject([{ modelVersionId: 'mdv_1', provider: 'cpu' }]);
  });

  it('does not start when nobody said where to connect', async () => {
    await expect(setStage({ dispatcherUrl: null })).rejects.toThrow(/DISPATCHER_URL/);
  });

  it('runs a lease and signs what it found', async () => {
    const stage = await setStage();
    const result = await run(stage, await leaseOf(stage, addModel(), { input: sumInput }));
    if (result.outcome === 'FAILED') throw new Error(result.failure.message);
    expect(result.output).toEqual({ type: 'inline', json: sumOutput });
    const outputSha256 = createHash('sha256').update(canonicalJson(result.output)).digest('hex');
    const { attemptId, taskId } = result;
    const signed = resultSigningBytes({ deviceId, attemptId, taskId, outputSha256 });
    expect(verifies(stage.publicKey, signed, result.signature)).toBe(true);
    await eventually(() => stage.dispatcher.of('done').at(-1)?.leases === 2);
    expect(await readdir(join(stage.dataDir, 'inputs'))).toEqual([]);
  });

  it('tells with a result what energy it took, as far as its owner or its processor says', async () => {
    const stage = await setStage({ deviceWatts: 50 });
    const result = await run(stage, await leaseOf(stage, addModel(), { input: sumInput }));
    if (result.outcome === 'FAILED') throw new Error(result.failure.message);
    expect(result.joules).toBeGreaterThan(0);
    const { energy } = stage.agent.status() as { readonly energy: string };
    if (energy === 'declared') expect(result.joules).toBeCloseTo((50 * result.runMs) / 1_000);
    else expect(energy).toBe('counters');
  });

  it('reads a picture', async () => {
    const stage = await setStage();
    const picture = await readFile(join(import.meta.dirname, 'pictures/one-line.png'));
    const { cid, url } = await stage.storage.put(picture);
    const artifacts = await Promise.all(
      Object.entries(ocrArtifacts).map(async ([role, path]) => ({
        role,
        ...(await stage.storage.put(await readFile(path))),
      })),
    );
    const lease = await leaseOf(stage, addModel(), {
      runner: 'ocr',
      artifacts,
      input: { image: { type: 'blob', cid } },
      blobUrls: { [cid]: url },
    });
    const result = await run(stage, lease);
    if (result.outcome === 'FAILED') throw new Error(result.failure.message);
    if (result.output.type !== 'inline') throw new Error('no result in place');
    expect(ocrResultSchema.parse(result.output.json).text).toBe('Hello, AI Collective 2026');
  });

  it('uploads an output too large to send in place', async () => {
    const stage = await setStage();
    const values = new Float32Array(inlineOutputLimit / 4);
    const x = { ...floats(...values), shape: [values.length] };
    const lease = await leaseOf(stage, identityModel(elementTypes.float32, ['n']), { input: { x } });
    const result = await run(stage, lease);
    if (result.outcome === 'FAILED' || result.output.type !== 'blob') throw new Error('no blob');
    const stored = JSON.parse(
      Buffer.from(stage.storage.blobs.get(result.output.cid) ?? []).toString(),
    ) as unknown;
    expect(stored).toEqual({ y: { dtype: 'float32', shape: [values.length], data: x.data } });
  });

  it('sends results again until they are settled, over a broken connection too', async () => {
    const stage = await setStage();
    const { dispatcher } = stage;
    dispatcher.settles = false;
    const lease = await leaseOf(stage, addModel(), { input: sumInput });
    await run(stage, lease);
    dispatcher.drop();
    await eventually(() => dispatcher.results.length === 2);
    expect(dispatcher.of('capabilities').at(-1)?.running).toEqual([]);
    dispatcher.settles = true;
    dispatcher.drop();
    await eventually(() => dispatcher.results.length === 3);
    await eventually(() => (stage.agent.status() as { unsettled: number }).unsettled === 0);
    expect(new Set(dispatcher.results.map(({ attemptId }) => attemptId))).toEqual(new Set([lease.attemptId]));
  });

  it('goes on with a run while disconnected, and says so when it is back', async () => {
    const stage = await setStage();
    const { dispatcher } = stage;
    const lease = await leaseOf(stage, slowModel(400), { input: slowInput });
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.send({ type: 'lease', leases: [lease] });
    await eventually(() => heldAttempts(dispatcher).includes(lease.attemptId));
    dispatcher.drop();
    await eventually(() => dispatcher.of('capabilities').length === 2);
    expect(dispatcher.of('capabilities')[1]?.running).toEqual([
      { attemptId: lease.attemptId, taskId: lease.taskId },
    ]);
    dispatcher.send({ type: 'cancel', attemptIds: [lease.attemptId] });
    await eventually(() => heldAttempts(dispatcher).length === 0);
  });

  it('keeps its heartbeats while models run', async () => {
    const stage = await setStage();
    const { dispatcher } = stage;
    const lease = await leaseOf(stage, slowModel(400), { input: slowInput, runtimeLimitMs: 3_500 });
    const before = dispatcher.of('heartbeat').length;
    expect(failureOf(await run(stage, lease))).toBe('RUN_TIMED_OUT device');
    expect(dispatcher.of('heartbeat').length - before).toBeGreaterThanOrEqual(3);
  });

  it('drops what is canceled, waiting or running, without a report, and takes new work', async () => {
    const stage = await setStage();
    const { dispatcher } = stage;
    const leases = [0, 1, 2].map(() => leaseOf(stage, slowModel(400), { input: slowInput }));
    const slow = await Promise.all(leases);
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.send({ type: 'lease', leases: slow });
    await eventually(() => heldAttempts(dispatcher).length === 3);
    dispatcher.send({ type: 'cancel', attemptIds: slow.map(({ attemptId }) => attemptId) });
    const result = await run(stage, await leaseOf(stage, addModel(), { input: sumInput }));
    expect(failureOf(result)).toBe('SUCCEEDED');
    expect(dispatcher.results).toHaveLength(1);
  });

  it('survives the violent death of a child in the middle of a run', async () => {
    const stage = await setStage();
    const { dispatcher, agent } = stage;
    const lease = await leaseOf(stage, slowModel(400), { input: slowInput });
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.send({ type: 'lease', leases: [lease] });
    await eventually(() => heldAttempts(dispatcher).includes(lease.attemptId));
    const [child] = (agent.status() as { children: number[] }).children;
    process.kill(child ?? NaN, 'SIGKILL');
    expect(failureOf(await eventually(() => dispatcher.resultOf(lease.attemptId)))).toBe(
      'MODEL_CRASHED device',
    );
    expect(failureOf(await run(stage, await leaseOf(stage, addModel(), { input: sumInput })))).toBe(
      'SUCCEEDED',
    );
  });

  it('does not run a model file that is not what its CID says', async () => {
    const stage = await setStage();
    const lease = await leaseOf(stage, addModel(), { input: sumInput });
    const [artifact] = lease.artifacts;
    stage.storage.blobs.set(artifact?.cid ?? '', Buffer.alloc(artifact?.bytes ?? 0));
    expect(failureOf(await run(stage, lease))).toBe('ARTIFACT_CORRUPT device');
  });

  it('does not take an input that is too large, absent, or not what its CID says', async () => {
    const stage = await setStage();
    const ocr = async (bytes: Uint8Array, served: Uint8Array | null) => {
      const { cid, url } = await stage.storage.put(bytes);
      if (served === null) stage.storage.blobs.delete(cid);
      else stage.storage.blobs.set(cid, served);
      return leaseOf(stage, addModel(), { input: { a: { type: 'blob', cid } }, blobUrls: { [cid]: url } });
    };
    const bytes = Buffer.from('input');
    expect(failureOf(await run(stage, await ocr(bytes, Buffer.alloc(inputBlobLimit + 1))))).toBe(
      'INPUT_TOO_LARGE input',
    );
    expect(failureOf(await run(stage, await ocr(bytes, null)))).toBe('INPUT_NOT_FOUND input');
    expect(failureOf(await run(stage, await ocr(bytes, Buffer.from('other'))))).toBe('INPUT_CORRUPT device');
  });

  it('takes no work while its owner has paused it, and tells why', async () => {
    const stage = await setStage();
    const { dispatcher } = stage;
    await eventually(() => dispatcher.of('credit').length > 0);
    const door = await doorOf(stage);
    await door('/pause', '{"reason":"on battery"}');
    await eventually(() => dispatcher.of('heartbeat').at(-1)?.paused === 'paused: on battery');
    await eventually(() => dispatcher.of('credit').at(-1)?.leases === 0);
    await door('/resume', '');
    await eventually(() => dispatcher.of('credit').at(-1)?.leases === 2);
  });

  it('gives work back when a pause lasts, and takes new work afterwards', async () => {
    const stage = await setStage();
    const { dispatcher } = stage;
    const lease = await leaseOf(stage, slowModel(400), { input: slowInput });
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.send({ type: 'lease', leases: [lease] });
    await eventually(() => heldAttempts(dispatcher).includes(lease.attemptId));
    const door = await doorOf(stage);
    await door('/pause', '{"forSeconds":3600}');
    expect(failureOf(await eventually(() => dispatcher.resultOf(lease.attemptId)))).toBe(
      'DEVICE_PAUSED device',
    );
    expect(stage.agent.status()).toMatchObject({ paused: 'paused: by the owner', attempts: [] });
    await door('/resume', '');
    const next = await leaseOf(stage, addModel(), { input: sumInput });
    await eventually(() => dispatcher.of('credit').at(-1)?.leases === 2);
    expect(failureOf(await run(stage, next))).toBe('SUCCEEDED');
  });

  it('works only while nobody uses it, and says what it sees', async () => {
    let idle: Observations['idle'] = 0;
    const observe = () =>
      Promise.resolve({ power: 'mains', idle, temperature: 40, metered: 'unknown' } as const);
    const { dispatcher, agent } = await setStage({
      deviceUse: 'personal',
      observer: { everyMs: 10, observe },
    });
    await eventually(() => dispatcher.of('heartbeat').at(-1)?.paused === 'paused: in use');
    expect(agent.status()).toMatchObject({
      reasons: ['paused: in use'],
      unknown: ['metered'],
      newerVersion: null,
    });
    idle = 600_000;
    await eventually(() => (dispatcher.of('credit').at(-1)?.leases ?? 0) > 0);
    expect(dispatcher.of('heartbeat').at(-1)?.paused).toBeNull();
  });

  it('follows new caps while it runs, and keeps them', async () => {
    const stage = await setStage();
    await eventually(() => stage.dispatcher.of('credit').at(-1)?.leases === 2);
    const door = await doorOf(stage);
    expect((await door('/caps', '{"cores":3,"diskMegabytes":5}')).status).toBe(200);
    await eventually(() => stage.dispatcher.of('credit').at(-1)?.leases === 4);
    await eventually(() => (stage.agent.status() as { children: number[] }).children.length === 3);
    await door('/caps', '{"cores":1}');
    await eventually(() => (stage.agent.status() as { children: number[] }).children.length === 1);
    expect(stage.agent.status()).toMatchObject({ cores: 1, cache: { budgetBytes: 5 * 2 ** 20 } });
    const kept = await readFile(join(stage.dataDir, 'preferences.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual({ cores: 1, diskMegabytes: 5 });
  });

  it('counts what it did, and says that a newer version is out', async () => {
    const stage = await setStage();
    await eventually(() => stage.dispatcher.of('credit').length > 0);
    stage.dispatcher.newestAgentVersion = '99.0.0';
    stage.dispatcher.drop();
    await eventually(
      () => (stage.agent.status() as { newerVersion: string | null }).newerVersion === '99.0.0',
    );
    await run(stage, await leaseOf(stage, addModel(), { input: sumInput }));
    const amount = { succeeded: 1, failed: 0 };
    expect(stage.agent.status()).toMatchObject({ today: amount, allTime: amount });
    await stage.agent.stop();
    expect(JSON.parse(await readFile(join(stage.dataDir, 'tally.json'), 'utf8'))).toMatchObject({
      allTime: amount,
    });
  });

  it('sleeps without work, its children gone, and is woken by a lease that is pushed to it', async () => {
    const stage = await setStage({ sleepAfterMs: 200 });
    const { agent, dispatcher } = stage;
    const seen = () => agent.status() as { asleep: string | null; children: readonly number[] };
    const [child] = await eventually(() => (seen().children.length === 1 ? seen().children : null));
    await eventually(() => seen().asleep?.startsWith('asleep: no work for ') === true);
    expect(seen().children).toEqual([]);
    await eventually(() => !isAlive(child ?? NaN));
    const lease = await leaseOf(stage, slowModel(4), { input: slowInput });
    dispatcher.send({ type: 'lease', leases: [lease] });
    await eventually(() => heldAttempts(dispatcher).includes(lease.attemptId));
    expect(seen()).toMatchObject({ asleep: null, children: [expect.any(Number)] });
    expect(failureOf(await eventually(() => dispatcher.resultOf(lease.attemptId)))).toBe('SUCCEEDED');
    await eventually(() => seen().asleep !== null && seen().children.length === 0);
    const again = await run(stage, await leaseOf(stage, addModel(), { input: sumInput }));
    expect(failureOf(again)).toBe('SUCCEEDED');
    expect(dispatcher.connections).toBe(1);
  });

  it('finishes what it holds before it stops, and takes nothing new', async () => {
    const stage = await setStage({ drainMs: 20_000 });
    const { dispatcher, agent } = stage;
    const lease = await leaseOf(stage, slowModel(3), { input: slowInput });
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.send({ type: 'lease', leases: [lease] });
    // The lease takes a place at once; a heartbeat might come only after it has ended.
    await eventually(() => dispatcher.of('credit').at(-1)?.leases === 1);
    await agent.stop();
    expect(dispatcher.of('heartbeat').at(-1)?.paused).toBe('stopping');
    expect(dispatcher.of('credit').at(-1)?.leases).toBe(0);
    expect(dispatcher.resultOf(lease.attemptId)?.outcome).toBe('SUCCEEDED');
  });

  it('finishes what it holds, then leaves its fleet, when its owner has it leave', async () => {
    const gateway = await startFakeGateway();
    const stage = await setStage({ drainMs: 20_000, gatewayUrl: gateway.url });
    const { dispatcher, agent, dataDir } = stage;
    const lease = await leaseOf(stage, slowModel(3), { input: slowInput });
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.send({ type: 'lease', leases: [lease] });
    await eventually(() => dispatcher.of('credit').at(-1)?.leases === 1);
    const [first, second] = await Promise.all([leave(dataDir), leave(dataDir)]);
    expect(first).toEqual([0, expect.stringMatching(/^dev_test left the fleet flt_1 for good/)]);
    expect(second).toEqual(first);
    await agent.left;
    expect(dispatcher.of('credit').at(-1)?.leases).toBe(0);
    expect(dispatcher.resultOf(lease.attemptId)?.outcome).toBe('SUCCEEDED');
    expect(gateway.leavings).toHaveLength(1);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('takes work again when its community could not be told that it leaves', async () => {
    const gateway = await startFakeGateway();
    gateway.refusal = 'temporarily_unavailable';
    const stage = await setStage({ gatewayUrl: gateway.url });
    await eventually(() => stage.dispatcher.of('credit').length > 0);
    expect(await leave(stage.dataDir)).toEqual([1, expect.stringMatching(/did not leave: .* \[CODE\]/)]);
    expect(failureOf(await run(stage, await leaseOf(stage, addModel(), { input: sumInput })))).toBe(
      'SUCCEEDED',
    );
    expect(await readdir(stage.dataDir)).toContain('device.key');
  });

  it('connects again when the dispatcher goes away, and not when it is told to stay away', async () => {
    const { dispatcher, agent } = await setStage();
    await eventually(() => dispatcher.of('credit').length > 0);
    dispatcher.close(closeCodes.goingAway);
    await eventually(() => dispatcher.of('capabilities').length === 2);
    dispatcher.close(closeCodes.replaced);
    await eventually(() => (agent.status() as { link: string }).link === 'refused');
    expect(await (await fetch(`http://127.0.0.1:${agent.statusPort}/readyz`)).json()).toMatchObject({
      reason: expect.stringContaining('another agent') as string,
    });
    expect(dispatcher.connections).toBe(2);
  });

  it('bears with a dispatcher that has not heard of it yet', async () => {
    const { dispatcher } = await setStage();
    dispatcher.refusal = closeCodes.unauthorized;
    dispatcher.drop();
    await eventually(() => dispatcher.connections >= 4);
    dispatcher.refusal = null;
    await eventually(() => dispatcher.of('credit').length > 0);
  });

  it('finds its dispatcher again after that was killed and started anew', async () => {
    const { dispatcher } = await setStage();
    await eventually(() => dispatcher.of('credit').length > 0);
    const { port } = dispatcher;
    dispatcher.stop();
    const next = await FakeDispatcher.start(port);
    await eventually(() => next.of('credit').length > 0);
  });
});
