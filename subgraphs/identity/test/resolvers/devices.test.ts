import { randomBytes } from 'node:crypto';
import { deviceRecordSchema, newId, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const enroll = `mutation ($input: EnrollDeviceInput!) {
  enrollDevice(input: $input) { id name fleetId ownerId publicKey status }
}`;
const revoke = `mutation ($id: ID!) { revokeDevice(id: $id) { id status revokedAt } }`;

interface Enrolled {
  readonly enrollDevice: { readonly id: string; readonly fleetId: string; readonly name: string };
}

describe('devices', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;
  let fleetId: string;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
    fleetId = await identity.fleet(grove.id);
  });
  afterAll(() => identity.close());

  const newPublicKey = (): string => randomBytes(32).toString('base64url');
  const recordsOf = async (id: string) =>
    (await identity.outbox(topics.devices))
      .filter(({ key }) => key === id)
      .map(({ value }) => deviceRecordSchema.parse(value));

  it('are announced to dispatchers when they are enrolled and when they are revoked', async () => {
    const input = { fleetId, name: 'laptop', publicKey: newPublicKey() };
    const { enrollDevice } = await identity.ask<Enrolled>(grove.owner, enroll, { input });
    expect(enrollDevice).toMatchObject({ ...input, ownerId: grove.ownerId, status: 'ENROLLED' });
    const record = {
      deviceId: enrollDevice.id,
      communityId: grove.id,
      ownerId: grove.ownerId,
      vouched: true,
      ...input,
      status: 'ENROLLED',
    };
    expect(await recordsOf(enrollDevice.id)).toEqual([expect.objectContaining(record)]);
    await identity.ask(grove.owner, revoke, { id: enrollDevice.id });
    await identity.ask(grove.owner, revoke, { id: enrollDevice.id });
    expect(await recordsOf(enrollDevice.id)).toEqual([
      expect.objectContaining(record),
      expect.objectContaining({ ...record, status: 'REVOKED' }),
    ]);
  });

  it('with the same key are the same device, however often and at once they are enrolled', async () => {
    const input = { fleetId, name: 'server', publicKey: newPublicKey() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => identity.ask<Enrolled>(grove.owner, enroll, { input })),
    );
    const ids = new Set(answers.map(({ enrollDevice }) => enrollDevice.id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    expect(await recordsOf(id)).toHaveLength(1);
  });

  it('move to another fleet when they are enrolled there', async () => {
    const input = { fleetId, name: 'mover', publicKey: newPublicKey() };
    const { enrollDevice: before } = await identity.ask<Enrolled>(grove.owner, enroll, { input });
    const moved = { ...input, fleetId: await identity.fleet(grove.id), name: 'moved' };
    const { enrollDevice: after } = await identity.ask<Enrolled>(grove.owner, enroll, { input: moved });
    expect(after).toMatchObject({ ...moved, id: before.id });
    expect((await recordsOf(before.id)).at(-1)).toMatchObject({ fleetId: moved.fleetId, name: 'moved' });
  });

  describe('are transferred', () => {
    const transfer = `mutation ($input: TransferDeviceInput!) {
      transferDevice(input: $input) { id fleetId ownerId name publicKey status }
    }`;
    const enrolled = async () => {
      const input = { fleetId, name: 'given away', publicKey: newPublicKey() };
      return (await identity.ask<Enrolled>(grove.owner, enroll, { input })).enrollDevice;
    };
    const newMember = async (): Promise<string> => {
      const { addMember } = await identity.ask<{ addMember: { person: { id: string } } }>(
        grove.owner,
        `mutation { addMember(input: { personName: "Ada", roles: [MEMBER] }) { person { id } } }`,
      );
      return addMember.person.id;
    };

    it('to another fleet and another member, which dispatchers and the audit log are told', async () => {
      const device = await enrolled();
      const wanted = { fleetId: await identity.fleet(grove.id), ownerId: await newMember() };
      const input = { id: device.id, ...wanted };
      expect(await identity.ask(grove.owner, transfer, { input })).toEqual({
        transferDevice: { ...device, ...wanted },
      });
      await identity.ask(grove.owner, transfer, { input });
      expect(await recordsOf(device.id)).toEqual([
        expect.objectContaining({ fleetId, ownerId: grove.ownerId }),
        expect.objectContaining({ ...wanted, vouched: false, region: null }),
      ]);
      const audits = (await identity.outbox(topics.audit)).map(({ value }) => value);
      expect(audits.at(-1)).toMatchObject({
        action: 'devices:manage',
        resource: { type: 'Device', id: device.id },
        details: {
          change: 'transferred',
          before: { fleetId, ownerId: grove.ownerId, vouched: true },
          after: { ...wanted, vouched: false },
        },
      });
    });

    it('to nobody outside, by nobody outside, nor by those who do not manage devices', async () => {
      const { id } = await enrolled();
      const codes = async (principal: Principal, input: object) =>
        (await identity.query(principal, transfer, { input: { id, ...input } })).codes;
      const elsewhere = { fleetId: await identity.fleet(grove.id) };
      expect(await codes(grove.owner, { ownerId: meadow.ownerId })).toEqual(['MEMBER_NOT_FOUND']);
      expect(await codes(meadow.owner, elsewhere)).toEqual(['DEVICE_NOT_FOUND']);
      expect(await codes({ ...grove.owner, roles: ['DEVELOPER'] }, elsewhere)).toEqual(['FORBIDDEN']);
      expect(await codes(grove.owner, {})).toEqual(['BAD_USER_INPUT']);
      expect(await codes(grove.owner, { fleetId: 'dev_1' })).toEqual(['BAD_USER_INPUT']);
      await identity.ask(grove.owner, revoke, { id });
      expect(await codes(grove.owner, elsewhere)).toEqual(['DEVICE_REVOKED']);
      expect(await recordsOf(id)).toHaveLength(2);
    });
  });

  it('that were revoked do not come back', async () => {
    const input = { fleetId, name: 'lost', publicKey: newPublicKey() };
    const { enrollDevice } = await identity.ask<Enrolled>(grove.owner, enroll, { input });
    await identity.ask(grove.owner, revoke, { id: enrollDevice.id });
    expect((await identity.query(grove.owner, enroll, { input })).codes).toEqual(['DEVICE_REVOKED']);
  });

  it('join only fleets of their community', async () => {
    const input = { fleetId, name: 'stray', publicKey: newPublicKey() };
    for (const unknown of [newId('fleet'), await identity.fleet(meadow.id)])
      expect(
        (await identity.query(grove.owner, enroll, { input: { ...input, fleetId: unknown } })).codes,
      ).toEqual(['FLEET_NOT_FOUND']);
  });

  it.each<[string, object]>([
    ['a key that is none', { publicKey: 'short' }],
    ['an id that is no fleet', { fleetId: 'dev_1' }],
    ['no name', { name: '' }],
  ])('are refused with %s', async (_name, changes) => {
    const input = { fleetId, name: 'laptop', publicKey: newPublicKey(), ...changes };
    expect((await identity.query(grove.owner, enroll, { input })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('belong to one community', async () => {
    const input = { fleetId, name: 'private', publicKey: newPublicKey() };
    const { enrollDevice } = await identity.ask<Enrolled>(grove.owner, enroll, { input });
    expect((await identity.query(meadow.owner, revoke, { id: enrollDevice.id })).codes).toEqual([
      'DEVICE_NOT_FOUND',
    ]);
    const { devices } = await identity.ask<{ devices: { edges: unknown[] } }>(
      meadow.owner,
      `{ devices { edges { node { id } } } }`,
    );
    expect(devices.edges).toEqual([]);
    const developer: Principal = { community: grove.id, roles: ['DEVELOPER'] };
    expect((await identity.query(developer, enroll, { input })).codes).toEqual(['FORBIDDEN']);
  });

  it('of one fleet are seen and managed by who was given that fleet, and no others', async () => {
    const elsewhere = await identity.fleet(grove.id);
    const on = { type: 'FLEET', id: fleetId } as const;
    const grants = [{ id: newId('grant'), role: 'OPERATOR', permissions: [], on, until: null }];
    const keeper: Principal = { ...grove.owner, sub: newId('person'), roles: [], grants };
    const input = (fleet: string) => ({
      input: { fleetId: fleet, name: 'laptop', publicKey: newPublicKey() },
    });
    const codes = async (query: string, variables: object) =>
      (await identity.query(keeper, query, variables)).codes;
    const mine = (await identity.ask<Enrolled>(keeper, enroll, input(fleetId))).enrollDevice.id;
    const other = (await identity.ask<Enrolled>(grove.owner, enroll, input(elsewhere))).enrollDevice.id;
    expect(await codes(enroll, input(elsewhere))).toEqual(['FORBIDDEN']);
    const list = '{ devices(first: 100) { edges { node { id fleetId } } } }';
    const { devices } = await identity.ask<{
      devices: { edges: { node: { id: string; fleetId: string } }[] };
    }>(keeper, list);
    expect(devices.edges.map(({ node }) => node.id)).toContain(mine);
    expect(new Set(devices.edges.map(({ node }) => node.fleetId))).toEqual(new Set([fleetId]));
    const transfer = 'mutation ($input: TransferDeviceInput!) { transferDevice(input: $input) { fleetId } }';
    expect(await codes(transfer, { input: { id: mine, fleetId: elsewhere } })).toEqual(['FORBIDDEN']);
    expect(await codes(transfer, { input: { id: other, fleetId } })).toEqual(['DEVICE_NOT_FOUND']);
    expect(await codes(revoke, { id: other })).toEqual(['DEVICE_NOT_FOUND']);
    expect(await codes(revoke, { id: mine })).toEqual([]);
  });

  it('are not moved out of a fleet by who was given another one, though the key is theirs', async () => {
    const elsewhere = await identity.fleet(grove.id);
    const on = { type: 'FLEET', id: fleetId } as const;
    const grants = [{ id: newId('grant'), role: 'OPERATOR', permissions: [], on, until: null }];
    const keeper: Principal = { ...grove.owner, sub: newId('person'), roles: [], grants };
    const publicKey = newPublicKey();
    const there = { input: { fleetId: elsewhere, name: 'laptop', publicKey } };
    await identity.ask<Enrolled>(grove.owner, enroll, there);
    const here = { input: { fleetId, name: 'laptop', publicKey } };
    expect((await identity.query(keeper, enroll, here)).codes).toEqual(['FORBIDDEN']);
  });

  it('are vouched for, or no longer, by who manages the devices of their fleet, and dispatchers hear of each change', async () => {
    const vouch = `mutation ($id: ID!, $vouched: Boolean!) { setDeviceVouched(id: $id, vouched: $vouched) { vouched } }`;
    const input = { fleetId, name: 'laptop', publicKey: newPublicKey() };
    const { id } = (await identity.ask<Enrolled>(grove.owner, enroll, { input })).enrollDevice;
    for (const vouched of [false, false, true])
      expect(await identity.ask(grove.owner, vouch, { id, vouched })).toEqual({
        setDeviceVouched: { vouched },
      });
    expect((await recordsOf(id)).map(({ vouched }) => vouched)).toEqual([true, false, true]);
    const codes = async (principal: Principal) =>
      (await identity.query(principal, vouch, { id, vouched: false })).codes;
    expect(await codes(meadow.owner)).toEqual(['DEVICE_NOT_FOUND']);
    expect(await codes({ ...grove.owner, roles: ['MEMBER'] })).toEqual(['FORBIDDEN']);
    await identity.ask(grove.owner, revoke, { id });
    expect(await codes(grove.owner)).toEqual(['DEVICE_REVOKED']);
  });

  it('stand where an operator says, and dispatchers hear of each change', async () => {
    const say = `mutation ($id: ID!, $region: String) { setDeviceRegion(id: $id, region: $region) { region } }`;
    const input = { fleetId, name: 'laptop', publicKey: newPublicKey() };
    const { id } = (await identity.ask<Enrolled>(grove.owner, enroll, { input })).enrollDevice;
    for (const region of ['DE-BY', 'DE-BY', null, 'FR'])
      expect(await identity.ask(grove.owner, say, { id, region })).toEqual({ setDeviceRegion: { region } });
    expect((await recordsOf(id)).map(({ region }) => region)).toEqual([null, 'DE-BY', null, 'FR']);
    const codes = async (principal: Principal, region: string | null = 'DE') =>
      (await identity.query(principal, say, { id, region })).codes;
    expect(await codes(grove.owner, 'Germany')).toEqual(['BAD_USER_INPUT']);
    expect(await codes(meadow.owner)).toEqual(['DEVICE_NOT_FOUND']);
    expect(await codes({ ...grove.owner, roles: ['MEMBER'] })).toEqual(['FORBIDDEN']);
    const renamed = { ...input, name: 'desk' };
    await identity.ask<Enrolled>(grove.owner, enroll, { input: renamed });
    expect((await recordsOf(id)).at(-1)).toMatchObject({ name: 'desk', region: 'FR' });
    await identity.ask(grove.owner, revoke, { id });
    expect(await codes(grove.owner)).toEqual(['DEVICE_REVOKED']);
  });
});
