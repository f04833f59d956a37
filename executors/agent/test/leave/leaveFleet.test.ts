import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceLeaveBytes, verifyDeviceSignature } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { publishDoor } from '../../src/consent/openDoorKey.js';
import { DeviceKey } from '../../src/identity/DeviceKey.js';
import { keepEnrolment } from '../../src/identity/keptEnrolment.js';
import { type LeaveTerms, leaveFleet } from '../../src/leave/leaveFleet.js';
import { runLeave } from '../../src/leave/runLeave.js';
import { startFakeGateway } from '../join/startFakeGateway.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const signal = new AbortController().signal;
const terms: LeaveTerms = { gatewayUrl: null, local: false };
const kept = ['preferences.json', 'tally.json'];
const own = ['artifacts', 'device.json', 'device.key', 'door.json', 'inputs', 'join.json'];

/** A machine that joined at a gateway, and has 3000 bytes of models and inputs. */
async function newMachine(gatewayUrl?: string) {
  const dataDir = await temporaryDirectory();
  const { publicKey } = await DeviceKey.open(dataDir);
  const enrolledAt = '2020-01-01T00:00:00.000Z';
  const enrolment = { deviceId: 'dev_1', fleetId: 'flt_1', name: 'shed', publicKey, enrolledAt };
  await keepEnrolment(dataDir, gatewayUrl === undefined ? enrolment : { ...enrolment, gatewayUrl });
  for (const [folder, bytes] of [
    ['artifacts', 2_000],
    ['inputs', 1_000],
  ] as const) {
    await mkdir(join(dataDir, folder));
    await writeFile(join(dataDir, folder, 'bafy'), Buffer.alloc(bytes));
  }
  // Nobody listens there any longer.
  await publishDoor(dataDir, { url: 'http://127.0.0.1:1', token: 'x'.repeat(43) });
  for (const file of [...kept, 'join.json']) await writeFile(join(dataDir, file), '{}');
  return { dataDir, publicKey, settings: { dataDir, terms, gatewayUrl: null, signal } };
}

const filesOf = async (dataDir: string) => (await readdir(dataDir)).sort();

/** Runs the command, and answers its exit code and what it said. */
async function run(dataDir: string, sure: boolean, answer: string | null = null) {
  const said: string[] = [];
  const code = await runLeave({
    config: { dataDir, gatewayUrl: null },
    wish: { terms, sure },
    signal,
    say: (text) => said.push(text),
    ask: answer === null ? null : () => Promise.resolve(answer),
  });
  return [code, said.join('')] as const;
}

describe('leaving a fleet', () => {
  it('tells the community by the key, then leaves nothing of the fleet on the machine', async () => {
    const gateway = await startFakeGateway();
    const { dataDir, publicKey, settings } = await newMachine(`${gateway.url}/graphql`);
    expect(await leaveFleet(settings)).toMatchObject({
      device: { deviceId: 'dev_1', fleetId: 'flt_1' },
      told: true,
      freedBytes: 3_000,
    });
    expect(gateway.leavings).toMatchObject([{ client_id: 'aic-agent', token: 'dev_1' }]);
    const proof = gateway.leavings[0]?.proof ?? '';
    expect(verifyDeviceSignature(publicKey, deviceLeaveBytes('dev_1'), proof)).toBe(true);
    expect(await filesOf(dataDir)).toEqual(kept);
  });

  it('finds nothing to do the second time, nor makes a folder where none is', async () => {
    const gateway = await startFakeGateway();
    const { settings } = await newMachine(gateway.url);
    await leaveFleet(settings);
    const dataDir = join(settings.dataDir, 'none');
    for (const again of [settings, { ...settings, dataDir }])
      expect(await leaveFleet(again)).toEqual({ device: null, told: false, freedBytes: 0 });
    expect(gateway.leavings).toHaveLength(1);
    expect(await filesOf(settings.dataDir)).toEqual(kept);
  });

  it('asks the gateway that it is told before the one it joined at', async () => {
    const gateway = await startFakeGateway();
    const { settings } = await newMachine('http://127.0.0.1:1');
    await leaveFleet({ ...settings, terms: { ...terms, gatewayUrl: gateway.url } });
    expect(gateway.leavings).toHaveLength(1);
  });

  it.each<[string, string | undefined, string | null]>([
    ['UNREACHABLE', 'http://127.0.0.1:1', null],
    ['GATEWAY_UNKNOWN', undefined, null],
    ['CODE', 'the fake one', 'invalid_grant'],
  ])('loses nothing when it ends with %s, and can still be done here alone', async (code, url, refusal) => {
    const gateway = await startFakeGateway();
    gateway.refusal = refusal;
    const { dataDir, settings } = await newMachine(url === 'the fake one' ? gateway.url : url);
    await expect(leaveFleet(settings)).rejects.toMatchObject({ name: 'LeaveError', code });
    expect(await filesOf(dataDir)).toEqual([...own, ...kept].sort());
    const departure = await leaveFleet({ ...settings, terms: { ...terms, local: true } });
    expect(departure).toMatchObject({ told: false, freedBytes: 3_000 });
    expect(await filesOf(dataDir)).toEqual(kept);
  });

  it('does not pretend when the key is lost', async () => {
    const gateway = await startFakeGateway();
    const { dataDir, settings } = await newMachine(gateway.url);
    await rm(join(dataDir, 'device.key'));
    await expect(leaveFleet(settings)).rejects.toMatchObject({ code: 'ENROLMENT_UNREADABLE' });
    await leaveFleet({ ...settings, terms: { ...terms, local: true } });
    expect([gateway.leavings.length, await filesOf(dataDir)]).toEqual([0, kept]);
  });
});

describe('aic-agent leave', () => {
  it.each([null, '', 'n', 'yesterday'])('does nothing when it is answered %j', async (answer) => {
    const { dataDir } = await newMachine();
    expect(await run(dataDir, false, answer)).toEqual([
      2,
      expect.stringContaining('[CONFIRMATION_REQUIRED]'),
    ]);
    expect(await filesOf(dataDir)).toEqual([...own, ...kept].sort());
  });

  it.each<[boolean, string | null]>([
    [true, null],
    [false, 'y'],
    [false, 'Yes'],
  ])('says what it did when it is sure (%j, %j)', async (sure, answer) => {
    const gateway = await startFakeGateway();
    const { dataDir } = await newMachine(gateway.url);
    const [code, said] = await run(dataDir, sure, answer);
    expect(code).toBe(0);
    for (const words of ['dev_1 left the fleet flt_1', '0.0 MB', 'systemctl disable --now aic-agent'])
      expect(said).toContain(words);
    expect((await run(dataDir, sure, answer))[0]).toBe(0);
  });

  it('says why it did not', async () => {
    const { dataDir } = await newMachine('http://127.0.0.1:1');
    expect(await run(dataDir, true)).toEqual([1, expect.stringMatching(/did not leave: .* \[UNREACHABLE\]/)]);
  });
});
