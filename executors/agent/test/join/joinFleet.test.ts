import { createPublicKey, verify } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceProofBytes } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { DeviceKey } from '../../src/identity/DeviceKey.js';
import { readEnrolment } from '../../src/identity/keptEnrolment.js';
import { joinFleet, type JoinSettings } from '../../src/join/joinFleet.js';
import type { PendingJoin } from '../../src/join/pendingJoin.js';
import { temporaryDirectory } from '../temporaryDirectory.js';
import { startFakeGateway } from './startFakeGateway.js';

const device = { device: 'dev_1', dispatcherUrl: 'wss://dispatcher.example' };

/** A machine that waits no time between polls, and what it showed and waited for. */
async function newMachine(gatewayUrl: string, changes: Partial<JoinSettings> = {}) {
  const dataDir = await temporaryDirectory();
  const shown: PendingJoin[] = [];
  const pauses: number[] = [];
  const settings: JoinSettings = {
    gatewayUrl,
    fleetId: null,
    name: 'shed',
    dispatcherUrl: null,
    dataDir,
    signal: new AbortController().signal,
    onCode: (pending) => shown.push(pending),
    pause: (milliseconds) => {
      pauses.push(Math.round(milliseconds / 1_000));
      return Promise.resolve();
    },
    ...changes,
  };
  const { publicKey } = await DeviceKey.open(dataDir);
  return { settings, dataDir, shown, pauses, publicKey };
}

/** A signal that is aborted at the n-th pause. */
function interruptedAtPause(number: number): Pick<JoinSettings, 'signal' | 'pause'> {
  const interruption = new AbortController();
  let pauses = 0;
  return {
    signal: interruption.signal,
    pause: (_milliseconds, signal) => {
      pauses += 1;
      if (pauses === number) interruption.abort();
      signal.throwIfAborted();
      return Promise.resolve();
    },
  };
}

describe('joinFleet', () => {
  it('shows a code, asks as often as it may, and keeps what it needs to start', async () => {
    const gateway = await startFakeGateway('authorization_pending', 'slow_down', null, device);
    const { settings, shown, pauses, dataDir, publicKey } = await newMachine(gateway.url, {
      fleetId: 'flt_1',
    });
    const enrolment = await joinFleet(settings);
    expect(gateway.requests).toEqual([
      { client_id: 'aic-agent', device_name: 'shed', public_key: publicKey, fleet_id: 'flt_1' },
    ]);
    expect(shown).toMatchObject([{ userCode: 'BCDF-GHJL', page: 'https://collective.example/device' }]);
    expect(pauses).toEqual([5, 10, 20]);
    expect(enrolment).toMatchObject({
      deviceId: 'dev_1',
      fleetId: 'flt_1',
      name: 'shed',
      publicKey,
      dispatcherUrl: 'wss://dispatcher.example',
    });
    expect(await readEnrolment(dataDir, publicKey)).toEqual(enrolment);
    expect((await readdir(dataDir)).sort()).toEqual(['device.json', 'device.key']);
  });

  it('proves with each poll, the first one at once, that it holds its key', async () => {
    const gateway = await startFakeGateway('authorization_pending', device);
    const { settings, publicKey } = await newMachine(gateway.url);
    await joinFleet(settings);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    const proofs = gateway.polls.map(({ proof = '' }) => Buffer.from(proof, 'base64url'));
    expect(proofs.map((proof) => verify(null, deviceProofBytes('code-1'), key, proof))).toEqual([true, true]);
  });

  it('connects where it is told on the machine, whatever the gateway says', async () => {
    const gateway = await startFakeGateway(device);
    const { settings } = await newMachine(gateway.url, { dispatcherUrl: 'ws://here' });
    expect(await joinFleet(settings)).toMatchObject({ dispatcherUrl: 'ws://here' });
  });

  it.each([
    ['access_denied', 'ACCESS_DENIED'],
    ['expired_token', 'DEVICE_CODE_EXPIRED'],
    ['invalid_grant', 'DEVICE_CODE_INVALID'],
    ['invalid_client', 'CODE'],
  ])('ends when it is told %s, and leaves nothing to go on with', async (error, code) => {
    const gateway = await startFakeGateway('authorization_pending', error);
    const { settings, dataDir } = await newMachine(gateway.url);
    await expect(joinFleet(settings)).rejects.toMatchObject({ code });
    expect(await readdir(dataDir)).toEqual(['device.key']);
  });

  it('ends when nobody has answered in time', async () => {
    const gateway = await startFakeGateway();
    gateway.offered.expires_in = 1;
    const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
    const { settings } = await newMachine(gateway.url, { pause });
    await expect(joinFleet(settings)).rejects.toMatchObject({ code: 'DEVICE_CODE_EXPIRED' });
    expect(gateway.polls).toHaveLength(2);
  });

  it('goes on with the same code after it was interrupted', async () => {
    const gateway = await startFakeGateway();
    const { settings, dataDir, shown } = await newMachine(gateway.url, interruptedAtPause(2));
    await expect(joinFleet(settings)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect((await stat(join(dataDir, 'join.json'))).mode & 0o777).toBe(0o600);
    gateway.answers.push(device);
    const pauses: number[] = [];
    const pause = (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds));
    const again = { ...settings, pause, signal: new AbortController().signal };
    expect(await joinFleet(again)).toMatchObject({ deviceId: 'dev_1' });
    expect(pauses).toEqual([5_000]);
    expect(gateway.requests).toHaveLength(1);
    expect(shown.map(({ userCode }) => userCode)).toEqual(['BCDF-GHJL', 'BCDF-GHJL']);
    expect(new Set(gateway.polls.map(({ device_code }) => device_code))).toEqual(new Set(['code-1']));
  });

  it('asks anew when the gateway has forgotten the request meanwhile', async () => {
    const gateway = await startFakeGateway();
    const { settings } = await newMachine(gateway.url, interruptedAtPause(1));
    await expect(joinFleet(settings)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    gateway.answers.push('invalid_grant', device);
    expect(await joinFleet({ ...settings, signal: new AbortController().signal })).toMatchObject({
      deviceId: 'dev_1',
    });
    expect(gateway.requests).toHaveLength(2);
  });

  it.each<[string, (pending: PendingJoin) => object]>([
    ['has expired', (pending) => ({ ...pending, expiresAt: new Date(0).toISOString() })],
    ['asked for another fleet', (pending) => ({ ...pending, fleetId: 'flt_2' })],
    ['asked another gateway', (pending) => ({ ...pending, gatewayUrl: 'https://elsewhere.example' })],
    ['was for another key', (pending) => ({ ...pending, publicKey: 'another' })],
    ['cannot be read', () => ({ deviceCode: 'code' })],
  ])('asks anew when the request that was left %s', async (_case, change) => {
    const gateway = await startFakeGateway();
    const { settings, dataDir } = await newMachine(gateway.url, interruptedAtPause(1));
    await expect(joinFleet(settings)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const path = join(dataDir, 'join.json');
    const pending = JSON.parse(await readFile(path, 'utf8')) as PendingJoin;
    await writeFile(path, JSON.stringify(change(pending)));
    gateway.answers.push(device);
    await joinFleet({ ...settings, signal: new AbortController().signal });
    expect(gateway.requests).toHaveLength(2);
  });

  it('says that nobody answers', async () => {
    const { settings } = await newMachine('http://127.0.0.1:1');
    await expect(joinFleet(settings)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('shows nothing of the gateway that a terminal could take for a command', async () => {
    const gateway = await startFakeGateway(device);
    gateway.offered.user_code = 'BCDF\u001b[2J';
    const { settings, shown } = await newMachine(gateway.url);
    await expect(joinFleet(settings)).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
    gateway.offered.user_code = 'BCDF-GHJK';
    gateway.offered.verification_uri = 'https://collective.example/\u001b[2J';
    await joinFleet(settings);
    expect(shown[0]?.page).toBe('https://collective.example/%1B[2J');
  });
});
