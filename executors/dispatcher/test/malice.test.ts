import { once } from 'node:events';
import {
  closeCodes,
  encodeFrame,
  executorPath,
  executorSubprotocol,
  mostPlaces,
  newId,
  type AgentFrame,
  type DoneResult,
  type Lease,
} from '@ai-collective/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { placesAtFirst } from '../src/rules/deviceQuota.js';
import type { TestDevice } from './support/TestDevice.js';
import { TestSystem } from './support/TestSystem.js';
import { until } from './support/until.js';

let system: TestSystem;

afterEach(async () => {
  await system.close();
});

async function leaseOf(device: TestDevice): Promise<Lease> {
  await until('the device has a lease', () => device.running.size > 0);
  const [lease] = device.running.values();
  if (lease === undefined) throw new Error('no lease');
  return lease;
}

/** Sends results as a device that keeps no books, and waits until each is answered or the device is shown the door. */
async function report(device: TestDevice, ...results: readonly DoneResult[]): Promise<void> {
  for (const result of results) device.unsettled.set(result.attemptId, result);
  device.send({ type: 'done', results: [...results] });
  await until(
    'the results are answered',
    () => device.unsettled.size === 0 || device.closedWith === closeCodes.unauthorized,
  );
}

const outputs = () =>
  system.compute.of('succeeded').map((event) => event.type === 'succeeded' && event.output);
const right = { type: 'inline', json: 'right' };

/** A task in the hands of an honest device, a liar with a task of its own, and what the liar can know. */
interface Scene {
  readonly liar: TestDevice;
  readonly own: Lease;
  readonly honest: TestDevice;
  readonly theirs: Lease;
  /** A lease in another fleet, of another community. */
  readonly foreign: Lease;
}

async function scene(): Promise<Scene> {
  system = await TestSystem.start();
  const honest = await system.join();
  await system.compute.submit([system.task()]);
  const theirs = await leaseOf(honest);
  const other = { fleetId: newId('fleet'), communityId: newId('community') };
  await system.compute.submit([system.task(other)]);
  const foreign = await leaseOf(await system.join(other));
  const liar = await system.join();
  await system.compute.submit([system.task()]);
  return { liar, own: await leaseOf(liar), honest, theirs, foreign };
}

describe('a device that says what is not its to say', () => {
  it.each<[string, (scene: Scene) => readonly DoneResult[]]>([
    ['an attempt of another device', ({ liar, theirs }) => [liar.signed(theirs, 'mine')]],
    [
      'an attempt of another device, with its signature from elsewhere',
      ({ liar, honest, theirs }) => [
        { ...liar.signed(theirs, 'mine'), signature: honest.signed(theirs, 'right').signature },
      ],
    ],
    [
      "an attempt of its own at another's task",
      ({ liar, theirs }) => [liar.signed({ attemptId: newId('attempt'), taskId: theirs.taskId }, 'mine')],
    ],
    [
      "the id of its own attempt, for another's task",
      ({ liar, own, theirs }) => [liar.signed({ attemptId: own.attemptId, taskId: theirs.taskId }, 'mine')],
    ],
    ['an attempt of another community', ({ liar, foreign }) => [liar.signed(foreign, 'mine')]],
    [
      'an attempt of its own at a task of another community',
      ({ liar, own, foreign }) => [
        liar.signed({ attemptId: newId('attempt'), taskId: foreign.taskId }, 'mine'),
        liar.signed({ attemptId: own.attemptId, taskId: foreign.taskId }, 'mine'),
      ],
    ],
    [
      'that somebody else has failed',
      ({ theirs: { attemptId, taskId }, foreign }) =>
        [
          { attemptId, taskId },
          { attemptId: foreign.attemptId, taskId: foreign.taskId },
        ].map((attempt) => ({
          outcome: 'FAILED',
          runMs: 1,
          failure: { code: 'INPUT_INVALID', message: 'lies', fault: 'input' },
          ...attempt,
        })),
    ],
  ])('%s: changes nothing, and the task succeeds where it runs', async (_what, lie) => {
    const all = await scene();
    await report(all.liar, ...lie(all));
    all.honest.succeed(all.theirs, 'right');
    await until('the right result is published', () => outputs().length > 0);
    expect(outputs()).toEqual([right]);
    expect(system.compute.of('succeeded')).toMatchObject([{ attemptId: all.theirs.attemptId }]);
  });

  it('a result signed with another key: it is shown the door, and another device does the task', async () => {
    system = await TestSystem.start({ retries: true });
    const liar = await system.join();
    await system.compute.submit([system.task()]);
    const own = await leaseOf(liar);
    const honest = await system.join();
    await report(liar, { ...liar.signed(own, 'wrong'), signature: honest.signed(own, 'wrong').signature });
    expect(liar.closedWith).toBe(closeCodes.unauthorized);
    honest.succeed(await leaseOf(honest), 'right');
    await until('the right result is published', () => outputs().length > 0);
    expect(outputs()).toEqual([right]);
  });

  it('its own earlier result once more, and for its next attempt: counts once', async () => {
    system = await TestSystem.start();
    const liar = await system.join();
    await system.compute.submit([system.task()]);
    const first = await leaseOf(liar);
    liar.succeed(first, 'right');
    await until('it is settled', () => liar.unsettled.size === 0);
    const once = liar.signed(first, 'right');
    await report(liar, once, once);
    await system.compute.submit([system.task()]);
    const { attemptId, taskId } = await leaseOf(liar);
    await report(liar, { ...once, attemptId, taskId });
    expect(liar.closedWith).toBe(closeCodes.unauthorized);
    expect(outputs()).toEqual([right]);
  });

  it('two different results of one attempt: the first counts', async () => {
    const { liar, own } = await scene();
    await report(liar, liar.signed(own, 'first'), liar.signed(own, 'second'));
    await report(liar, liar.signed(own, 'third'));
    expect(outputs()).toEqual([{ type: 'inline', json: 'first' }]);
  });

  it('that it is running what was never leased to it: is told to stop, and others get the task', async () => {
    system = await TestSystem.start();
    const liar = await system.join({ places: 0 });
    const waiting = system.task();
    await system.compute.submit([waiting]);
    await until('the task waits', async () => (await system.status()).tasks.waiting === 1);
    const taken = { attemptId: newId('attempt'), taskId: waiting.taskId };
    const invented = Array.from({ length: 1_000 }, () => ({
      attemptId: newId('attempt'),
      taskId: newId('task'),
    }));
    liar.send({ type: 'capabilities', capabilities: liar.capabilities(), running: [taken, ...invented] });
    await until('it is told to stop', () =>
      liar.frames.some((frame) => frame.type === 'cancel' && frame.attemptIds.length === 1_001),
    );
    expect((await system.status()).claims).toBe(0);
    const honest = await system.join();
    expect((await leaseOf(honest)).taskId).toBe(waiting.taskId);
  });

  it('results of tasks that do not exist: none is held in the place of others', async () => {
    const { liar } = await scene();
    const invented = Array.from({ length: 200 }, () =>
      liar.signed({ attemptId: newId('attempt'), taskId: newId('task') }, 'mine'),
    );
    await report(liar, ...invented);
    expect((await system.status()).heldResults).toBe(0);
  });

  it('when it ran, and for how long: the dispatcher goes by its own clock', async () => {
    const { liar, own } = await scene();
    const result = { ...liar.signed(own, 'mine'), runMs: Number.MAX_VALUE };
    const at = '2999-01-01T00:00:00.000Z';
    await report(liar, { ...result, at, startedAt: at, finishedAt: at } as DoneResult);
    const [event] = system.compute.of('succeeded');
    expect(Date.parse(event?.at ?? '')).toBeLessThanOrEqual(Date.now());
    expect(Object.keys(event ?? {})).not.toContain('finishedAt');
  });
});

describe('a device that says too much of itself', () => {
  it('ten thousand places: gets no more than one that has proved nothing, and more with each task it does', async () => {
    system = await TestSystem.start();
    const liar = await system.join({ places: 10_000 });
    await system.compute.submit(system.tasks(200));
    await until('it holds what it may', () => liar.running.size >= placesAtFirst);
    liar.offerPlaces();
    await until('its credit was read', async () => (await system.status()).devices[0]?.places === mostPlaces);
    expect(liar.running.size).toBe(placesAtFirst);
    const honest = await system.join({ places: 4, runMs: 1 });
    await until('others get on with the rest', () => honest.runs.size === 200 - placesAtFirst);
    liar.succeed(await leaseOf(liar));
    await system.compute.submit(system.tasks(200));
    await until('it may hold one more', () => liar.running.size === placesAtFirst + 1);
  });

  it('every model there is: has the first task, and when it cannot do it, others do, and it rests', async () => {
    system = await TestSystem.start({ retries: true });
    const honest = await system.join({ places: 0 });
    const liar = await system.join();
    const capabilities = { ...liar.capabilities(), models: ['bafymodel', 'bafyother'] };
    liar.send({ type: 'capabilities', capabilities, running: [] });
    await system.compute.submit([system.task()]);
    const given = await leaseOf(liar);
    honest.send({ type: 'credit', leases: 1 });
    liar.fail(given, { code: 'ARTIFACT_UNREACHABLE', message: 'no such model here', fault: 'device' });
    honest.succeed(await leaseOf(honest), 'right');
    await until('the right result is published', () => outputs().length > 0);
    expect(outputs()).toEqual([right]);
    expect(liar.runs.size).toBe(1);
  });

  it('that it is quicker than anybody: its word counts less than what was seen of an honest one', async () => {
    system = await TestSystem.start();
    const honest = await system.join({ places: 1, runMs: 1 });
    const first = system.task();
    await system.compute.submit([first]);
    await until('the honest one was seen', () => honest.runs.size === 1);
    const liar = await system.join({ places: 0 });
    const speeds = [{ modelVersionId: first.modelVersionId, provider: 'webgpu', msPerItem: 1e-6 }];
    const models = first.artifacts.map(({ cid }) => cid);
    const capabilities = { ...liar.capabilities(), models, speeds };
    liar.send({ type: 'capabilities', capabilities, running: [] });
    liar.send({ type: 'credit', leases: 1 });
    await until('its credit was read', async () =>
      (await system.status()).devices.some(
        ({ deviceId, places }) => deviceId === liar.record.deviceId && places === 1,
      ),
    );
    await system.compute.submit([system.task()]);
    await until('the honest one did that too', () => honest.runs.size === 2);
    expect(liar.runs.size).toBe(0);
  });

  it('a thousand times a second that it has places: the others are served meanwhile', async () => {
    system = await TestSystem.start();
    const liar = await system.join({ places: 0 });
    const honest = await system.join({ places: 2, runMs: 1 });
    for (let frame = 0; frame < 5_000; frame += 1) liar.send({ type: 'credit', leases: frame % 2 });
    await system.compute.submit(system.tasks(50));
    await until('all results are published', () => {
      for (const lease of [...liar.running.values()]) liar.succeed(lease);
      return system.compute.succeeded.size === 50;
    });
    expect(honest.runs.size).toBeGreaterThan(0);
  });

  it('never answers again: its tasks go to another within the time of a lease', async () => {
    const start = Date.now();
    const clock = { fast: 4 };
    system = await TestSystem.start({
      retries: true,
      overrides: { now: () => start + clock.fast * (Date.now() - start) },
    });
    const liar = await system.join({ heartbeatMs: 3_600_000 });
    await system.compute.submit([system.task()]);
    await leaseOf(liar);
    const honest = await system.join({ runMs: 1 });
    await until('another has done it', () => honest.runs.size === 1 && system.compute.succeeded.size === 1);
    expect(system.compute.of('failed')).toMatchObject([
      { outcome: 'ABANDONED', deviceId: liar.record.deviceId },
    ]);
    const [failed] = system.compute.of('failed');
    const [leased] = system.compute.of('leased');
    expect(Date.parse(failed?.at ?? '') - Date.parse(leased?.at ?? '')).toBeGreaterThan(5_000);
  });
});

describe('frames that no agent sends', () => {
  const done = (result: object) =>
    ({
      type: 'done',
      results: [{ attemptId: 'a', taskId: 't', runMs: 1, ...result }],
    }) as unknown as AgentFrame;
  const output = { type: 'inline', json: 1 };
  const many = (count: number, text = 'x') => Array.from({ length: count }, () => text);

  it.each<[string, unknown]>([
    ['credit that is no number', { type: 'credit', leases: NaN }],
    ['endless credit', { type: 'credit', leases: Infinity }],
    ['negative credit', { type: 'credit', leases: -1 }],
    ['half a place', { type: 'credit', leases: 0.5 }],
    ['credit in words', { type: 'credit', leases: 'many' }],
    [
      'a run that took no number of milliseconds',
      done({ outcome: 'SUCCEEDED', output, signature: 's', runMs: NaN }),
    ],
    ['a run that took endless time', done({ outcome: 'SUCCEEDED', output, signature: 's', runMs: Infinity })],
    ['a run that ended before it began', done({ outcome: 'SUCCEEDED', output, signature: 's', runMs: -1 })],
    [
      'an output that is no JSON',
      done({ outcome: 'SUCCEEDED', output: { type: 'inline', json: NaN }, signature: 's' }),
    ],
    ['an outcome of its own', done({ outcome: 'PAID' })],
    [
      'a failure nobody is to blame for',
      done({ outcome: 'FAILED', failure: { code: 'X1', message: '', fault: 'fate' } }),
    ],
    ['a very long id', done({ outcome: 'SUCCEEDED', output, signature: 's', attemptId: 'a'.repeat(10_000) })],
    ['too many results', { type: 'done', results: many(1_001).map(() => done({})) }],
    ['too many heartbeats of attempts', { type: 'heartbeat', running: many(10_000), paused: null }],
    ['a reason to pause as long as a book', { type: 'heartbeat', running: [], paused: 'x'.repeat(100_000) }],
    ['a second hello', { type: 'hello', deviceId: 'dev_other' }],
    ['capabilities that are none', { type: 'capabilities', capabilities: {}, running: [] }],
    ['a list', [1, 2, 3]],
    ['nothing', null],
  ])('%s: closes the connection that sent it, and no other', async (_what, frame) => {
    system = await TestSystem.start();
    const liar = await system.join({ places: 0 });
    const honest = await system.join();
    liar.sendRaw(encodeFrame(frame as AgentFrame));
    await until('it is closed', () => liar.closedWith !== null);
    expect(liar.closedWith).toBe(closeCodes.malformedFrame);
    await system.compute.submit([system.task()]);
    honest.succeed(await leaseOf(honest), 'right');
    await until('the result is published', () => outputs().length === 1);
  });

  it.each<[string, (liar: TestDevice) => object]>([
    ['no cores', (liar) => ({ ...liar.capabilities(), cores: 0 })],
    ['cores that are no number', (liar) => ({ ...liar.capabilities(), cores: NaN })],
    ['negative memory', (liar) => ({ ...liar.capabilities(), memoryBytes: -1 })],
    ['endless memory', (liar) => ({ ...liar.capabilities(), memoryBytes: Infinity })],
    ['too many models', (liar) => ({ ...liar.capabilities(), models: many(10_001) })],
    ['models with names like books', (liar) => ({ ...liar.capabilities(), models: ['x'.repeat(1_000_000)] })],
    ['a runner nobody knows', (liar) => ({ ...liar.capabilities(), runners: ['mining'] })],
  ])('%s among its capabilities: closes the connection', async (_what, capabilitiesOf) => {
    system = await TestSystem.start();
    const liar = await system.join({ places: 0 });
    const capabilities = capabilitiesOf(liar);
    liar.sendRaw(encodeFrame({ type: 'capabilities', capabilities, running: [] } as unknown as AgentFrame));
    await until('it is closed', () => liar.closedWith !== null);
    expect(liar.closedWith).toBe(closeCodes.malformedFrame);
  });
});

describe('strangers at the door', () => {
  function knock(): WebSocket {
    const socket = new WebSocket(`${system.url.replace('http', 'ws')}${executorPath}`, executorSubprotocol);
    socket.on('error', () => undefined);
    return socket;
  }
  const codeOf = async (socket: WebSocket) => (await once(socket, 'close'))[0] as number;

  it('who only fill it up make room, oldest first, for a device that can sign', async () => {
    system = await TestSystem.start({ overrides: { mostStrangers: 20, handshakeMs: 60_000 } });
    const strangers = Array.from({ length: 60 }, knock);
    const lost = new Set<WebSocket>();
    for (const socket of strangers) socket.on('close', () => lost.add(socket));
    await until('most of them had to go', () => lost.size >= 40);
    for (const socket of strangers)
      if (socket.readyState === WebSocket.OPEN)
        socket.send(encodeFrame({ type: 'hello', deviceId: newId('device') }));
    const device = await system.join();
    await system.compute.submit([system.task()]);
    await leaseOf(device);
    for (const socket of strangers) socket.terminate();
  });

  it('do not push out devices that have proved who they are', async () => {
    system = await TestSystem.start({ overrides: { mostStrangers: 5, handshakeMs: 60_000 } });
    const device = await system.join();
    const strangers = Array.from({ length: 30 }, knock);
    const lost = new Set<WebSocket>();
    for (const socket of strangers) socket.on('close', () => lost.add(socket));
    await until('most of them had to go', () => lost.size >= 25);
    expect(device.welcomed).toBe(true);
    for (const socket of strangers) socket.terminate();
  });

  it('who speak one byte at a time have as long as everybody', async () => {
    system = await TestSystem.start({ overrides: { handshakeMs: 300 } });
    const socket = knock();
    await once(socket, 'open');
    const dripping = setInterval(() => socket.send(Buffer.from([0x81]), { fin: false }), 20);
    expect(await codeOf(socket)).toBe(closeCodes.timedOut);
    clearInterval(dripping);
  });

  it('who send a frame of a megabyte are not listened to', async () => {
    system = await TestSystem.start();
    const socket = knock();
    await once(socket, 'open');
    socket.send(Buffer.alloc(2 ** 20));
    expect(await codeOf(socket)).toBe(1009);
  });

  it('who ask and never read the answers are cut off', async () => {
    system = await TestSystem.start({ overrides: { mostUnreadBytes: 65_536, handshakeMs: 60_000 } });
    const device = await system.join({ places: 0 });
    const ended = new Promise<void>((resolve) => {
      const check = setInterval(() => {
        if (device.closedWith === null) return;
        clearInterval(check);
        resolve();
      }, 20);
    });
    device.stopReading();
    const asking = setInterval(() => device.ping(1_000), 1);
    await ended;
    clearInterval(asking);
  });
});
