import { newId, standingRecordSchema, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCompute, type Claims } from '../../TestCompute.js';

const drain = `mutation ($deviceId: ID!, $draining: Boolean!) {
  setDeviceDraining(deviceId: $deviceId, draining: $draining, reason: "Its fan is to be cleaned.") { state drainingSince restrictedBy }
}`;
const reinstate = 'mutation ($id: ID!) { reinstateDevice(deviceId: $id, reason: "An appeal.") { state } }';

interface Drained {
  readonly setDeviceDraining: { readonly state: string; readonly drainingSince: string | null };
}

describe('draining a device', () => {
  let compute: TestCompute;
  let fleetId: string;
  beforeAll(async () => {
    compute = await TestCompute.start();
    fleetId = await compute.openFleet();
  });
  afterAll(() => compute.close());

  /** A device of which a dispatcher has told. */
  const newDevice = (fleet: string | null = fleetId) => {
    const deviceId = newId('device');
    const at = new Date().toISOString();
    const record = { deviceId, communityId: 'com_one', fleetId: fleet, idleReason: null, at };
    compute.services.situations.take([{ key: deviceId, value: Buffer.from(JSON.stringify(record)) }]);
    return deviceId;
  };
  const setDraining = async (deviceId: string, draining: boolean, claims: Claims = {}) =>
    (await compute.get<Drained>(drain, { deviceId, draining }, claims)).setDeviceDraining;
  const refusal = (deviceId: string, claims: Claims = {}) =>
    compute.refusal(drain, { deviceId, draining: true }, claims);
  const messagesOf = async (topic: string, deviceId: string) =>
    (await compute.outbox()).filter(
      (message) => message.topic === topic && JSON.stringify(message.value).includes(deviceId),
    );
  const toldOf = async (deviceId: string) =>
    (await messagesOf(topics.standings, deviceId))
      .map(({ value }) => standingRecordSchema.parse(value))
      .map(({ state, policies }) => [state, ...policies]);
  const setStanding = (deviceId: string, change: string) =>
    compute.database.withTenant('com_one', (em) =>
      em.execute(`update device_standing set ${change} where device_id = ?`, [deviceId]),
    );

  it('tells dispatchers once, can be undone, and is in the audit log with its reason', async () => {
    const deviceId = newDevice();
    const first = await setDraining(deviceId, true);
    expect(first).toEqual({ state: 'ACTIVE', drainingSince: expect.any(String) as string, restrictedBy: [] });
    expect(await setDraining(deviceId, true)).toEqual(first);
    expect(await setDraining(deviceId, false)).toMatchObject({ drainingSince: null });
    expect(await toldOf(deviceId)).toEqual([['DRAINING'], ['ACTIVE']]);
    expect((await messagesOf(topics.audit, deviceId)).map(({ value }) => value)).toMatchObject(
      ['devices:drain', 'devices:undrain'].map((action) => ({
        ...{ action, resource: { id: deviceId }, details: { reason: 'Its fan is to be cleaned.' } },
      })),
    );
  });

  it('lasts over a suspension, and ends with what policies say of the device', async () => {
    const deviceId = newDevice();
    await setDraining(deviceId, true);
    await setStanding(deviceId, `state = 'SUSPENDED', restricted_by = '{community:vote-0}'`);
    await compute.get(reinstate, { id: deviceId });
    await setDraining(deviceId, false);
    expect(await toldOf(deviceId)).toEqual([
      ['DRAINING'],
      ['DRAINING', 'community:vote-0'],
      ['RESTRICTED', 'community:vote-0'],
    ]);
    await setStanding(deviceId, `state = 'SUSPENDED'`);
    await setDraining(deviceId, true);
    expect((await toldOf(deviceId)).at(-1)).toEqual(['SUSPENDED', 'community:vote-0']);
  });

  it('is for who manages the devices of its fleet', async () => {
    const deviceId = newDevice();
    const operatorOf = (fleet: string): Claims => ({
      ...{ sub: newId('person'), roles: [] },
      grants: [
        {
          id: newId('grant'),
          role: 'OPERATOR',
          permissions: [],
          on: { type: 'FLEET', id: fleet },
          until: null,
        },
      ],
    });
    expect(await refusal(deviceId, { roles: ['DEVELOPER'] })).toBe('FORBIDDEN');
    expect(await refusal(deviceId, operatorOf(newId('fleet')))).toBe('FORBIDDEN');
    expect(await refusal(newDevice(null), operatorOf(fleetId))).toBe('FORBIDDEN');
    expect(await setDraining(deviceId, true, operatorOf(fleetId))).toMatchObject({ state: 'ACTIVE' });
  });

  it('keeps nothing of devices that are not known as the community’s own', async () => {
    const deviceId = newDevice();
    expect(await refusal(newId('device'))).toBe('DEVICE_UNKNOWN');
    expect(await refusal(deviceId, { community: 'com_two', roles: ['OWNER'] })).toBe('DEVICE_UNKNOWN');
    expect(await toldOf(deviceId)).toEqual([]);
    const noReason = drain.replace('Its fan is to be cleaned.', ' ');
    expect(await compute.refusal(noReason, { deviceId, draining: true })).toBe('REASON_INVALID');
  });
});
