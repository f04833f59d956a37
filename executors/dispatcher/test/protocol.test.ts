import {
  closeCodes,
  decodeDispatcherFrame,
  encodeFrame,
  executorPath,
  executorSubprotocol,
  frameLimit,
} from '@ai-collective/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TestDevice } from './support/TestDevice.js';
import { TestSystem } from './support/TestSystem.js';
import { until } from './support/until.js';

let system: TestSystem;

async function start(
  overrides: { handshakeMs?: number; recordMs?: number } = {},
  settings = {},
): Promise<void> {
  system = await TestSystem.start({ overrides, settings });
}

function newDevice(): TestDevice {
  const device = new TestDevice({ fleetId: system.fleetId, communityId: system.communityId });
  system.devices.push(device);
  return device;
}

async function closed(device: TestDevice): Promise<number> {
  await until('the connection is closed', () => device.closedWith !== null);
  return device.closedWith ?? 0;
}

/** A connection that speaks for itself. */
async function rawConnection(): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = new WebSocket(`${system.url.replace('http', 'ws')}${executorPath}`, executorSubprotocol);
  const code = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, closed: code };
}

afterEach(async () => {
  await system.close();
});

describe('the door for devices', () => {
  it('welcomes an enrolled device that signs the challenge', async () => {
    await start();
    const device = await system.join();
    expect(device.frames).toContainEqual({ type: 'welcome', fleetId: system.fleetId });
    const [challenge] = device.frames;
    expect(challenge?.type === 'challenge' && Buffer.from(challenge.nonce, 'base64url')).toHaveLength(32);
  });

  it('tells which version of the agent is out, when it is told', async () => {
    system = await TestSystem.start({ settings: { NEWEST_AGENT_VERSION: '1.2.3' } });
    const device = await system.join();
    expect(device.frames).toContainEqual({
      type: 'welcome',
      fleetId: system.fleetId,
      newestAgentVersion: '1.2.3',
    });
  });

  it('waits a moment for the record of a device that has just enrolled', async () => {
    await start({ recordMs: 10_000 });
    const device = newDevice();
    device.connect(system.url);
    await until('it is challenged', () => device.frames.length > 0);
    await system.compute.enrol(device.record);
    await until('it is welcomed', () => device.welcomed);
  });

  it('turns an unknown device away', async () => {
    await start({ recordMs: 50 });
    const device = newDevice();
    device.connect(system.url);
    expect(await closed(device)).toBe(closeCodes.unauthorized);
  });

  it('turns a revoked device away', async () => {
    await start();
    const device = newDevice();
    await system.compute.enrol({ ...device.record, status: 'REVOKED' });
    device.connect(system.url);
    expect(await closed(device)).toBe(closeCodes.unauthorized);
  });

  it('turns away who cannot sign with the key of the device', async () => {
    await start();
    const device = newDevice();
    const thief = newDevice();
    await system.compute.enrol(device.record);
    device.answer = (nonce) => thief.answer(nonce);
    device.connect(system.url);
    expect(await closed(device)).toBe(closeCodes.unauthorized);
  });

  it('does not take a signature for another nonce', async () => {
    await start();
    const device = newDevice();
    await system.compute.enrol(device.record);
    const sign = device.answer.bind(device);
    device.answer = () => sign('an old nonce');
    device.connect(system.url);
    expect(await closed(device)).toBe(closeCodes.unauthorized);
  });

  describe('keeps out a replayed answer to a challenge', () => {
    /** A connection that has said hello as a device, and the nonce it was challenged with. */
    async function challenged(deviceId: string) {
      const connection = await rawConnection();
      const answered = new Promise<Buffer>((resolve) => connection.socket.once('message', resolve));
      connection.socket.send(encodeFrame({ type: 'hello', deviceId }));
      const frame = decodeDispatcherFrame(await answered);
      if (frame.type !== 'challenge') throw new Error(`It was sent ${frame.type}.`);
      return { ...connection, nonce: frame.nonce };
    }

    const answer = (signature: string) => encodeFrame({ type: 'auth', signature });

    it('that let the device in on an earlier connection', async () => {
      await start();
      const device = newDevice();
      const signatures: string[] = [];
      const sign = device.answer.bind(device);
      device.answer = (nonce) => {
        const signature = sign(nonce);
        signatures.push(signature);
        return signature;
      };
      await system.compute.enrol(device.record);
      device.connect(system.url);
      await until('it is welcomed', () => device.welcomed);
      const thief = await challenged(device.record.deviceId);
      thief.socket.send(answer(signatures[0] ?? ''));
      expect(await thief.closed).toBe(closeCodes.unauthorized);
      expect(device.welcomed).toBe(true);
    });

    it('that was made for another connection which is still open', async () => {
      await start();
      const device = newDevice();
      await system.compute.enrol(device.record);
      const [first, second] = [
        await challenged(device.record.deviceId),
        await challenged(device.record.deviceId),
      ];
      expect(first.nonce).not.toBe(second.nonce);
      second.socket.send(answer(device.answer(first.nonce)));
      expect(await second.closed).toBe(closeCodes.unauthorized);
    });

    it('that is sent a second time on its own connection', async () => {
      await start();
      const device = newDevice();
      await system.compute.enrol(device.record);
      const { socket, nonce, closed: code } = await challenged(device.record.deviceId);
      const right = answer(device.answer(nonce));
      socket.send(right);
      socket.send(right);
      expect(await code).toBe(closeCodes.malformedFrame);
    });

    it('that is sent right after a wrong one: a challenge is good for one answer', async () => {
      await start();
      const device = newDevice();
      await system.compute.enrol(device.record);
      const { socket, nonce, closed: code } = await challenged(device.record.deviceId);
      socket.send(answer(newDevice().answer(nonce)));
      socket.send(answer(device.answer(nonce)));
      expect([closeCodes.unauthorized, closeCodes.malformedFrame]).toContain(await code);
    });

    it('of another device, for the nonce that its own connection was given', async () => {
      await start();
      const [device, other] = [newDevice(), newDevice()];
      await system.compute.enrol(device.record);
      await system.compute.enrol(other.record);
      const { socket, nonce, closed: code } = await challenged(device.record.deviceId);
      socket.send(answer(other.answer(nonce)));
      expect(await code).toBe(closeCodes.unauthorized);
    });
  });

  it('closes a connection whose device is revoked, and gives its work to others', async () => {
    await start();
    const device = await system.join();
    await system.compute.submit([system.task()]);
    await until('it has a lease', () => device.running.size === 1);
    await system.compute.enrol({ ...device.record, status: 'REVOKED' });
    expect(await closed(device)).toBe(closeCodes.unauthorized);
    await until('the attempt is given up', () => system.compute.of('failed').length === 1);
    expect(system.compute.of('failed')[0]).toMatchObject({ outcome: 'ABANDONED' });
  });

  it('keeps the newer of two connections of one device', async () => {
    await start();
    const device = await system.join();
    const twin = newDevice();
    Object.assign(twin, { record: device.record });
    twin.answer = (nonce) => device.answer(nonce);
    twin.connect(system.url);
    expect(await closed(device)).toBe(closeCodes.replaced);
    await until('the newer is welcomed', () => twin.welcomed);
  });

  it.each<[string, string | Uint8Array]>([
    ['bytes that are no MessagePack', Buffer.from([0xc1, 0xff])],
    ['a frame of an unknown type', encodeFrame({ type: 'gossip' } as never)],
    ['a frame out of turn', encodeFrame({ type: 'credit', leases: 1 })],
    ['text', 'hello'],
  ])('closes on %s', async (_case, frame) => {
    await start();
    const { socket, closed: code } = await rawConnection();
    socket.send(frame);
    expect(await code).toBe(closeCodes.malformedFrame);
  });

  it('closes on a frame that is too large', async () => {
    await start();
    const { socket, closed: code } = await rawConnection();
    socket.send(Buffer.alloc(frameLimit + 1));
    expect(await code).toBe(1009);
  });

  it('closes when nobody says hello in time', async () => {
    await start({ handshakeMs: 50 });
    const { closed: code } = await rawConnection();
    expect(await code).toBe(closeCodes.timedOut);
  });

  it.each([
    ['another path', { path: '/elsewhere', protocol: executorSubprotocol }, 404],
    ['another protocol', { path: executorPath, protocol: 'chat' }, 400],
  ])('refuses %s', async (_case, { path, protocol }, status) => {
    await start();
    const socket = new WebSocket(`${system.url.replace('http', 'ws')}${path}`, protocol);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain(String(status));
  });

  it('refuses more connections than it may have', async () => {
    await start({}, { MAX_CONNECTIONS: '1' });
    await rawConnection();
    const socket = new WebSocket(`${system.url.replace('http', 'ws')}${executorPath}`, executorSubprotocol);
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('503');
  });
});
