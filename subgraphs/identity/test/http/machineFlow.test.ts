import { deviceRecordSchema, joinedDeviceSchema, newId, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveMutation, auditOf, TestMachine } from '../programs.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from '../startTestIdentity.js';

const revoke = 'mutation ($id: ID!) { revokeDevice(id: $id) { id } }';
const transfer = 'mutation ($input: TransferDeviceInput!) { transferDevice(input: $input) { id fleetId } }';
const addMember = (role: string) =>
  `mutation { addMember(input: { personName: "Ada", roles: [${role}] }) { person { id } } }`;

describe('a machine', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity('https://collective.example');
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());
  beforeEach(() => identity.skip(3_600_000));

  const newMachine = () => new TestMachine(identity);
  const approve = async (principal: Principal, userCode: string, fleetId: string | null = null) =>
    (await identity.query(principal, approveMutation, { userCode, fleetId })).codes;
  const newMember = async (role: 'MEMBER' | 'GUEST' = 'MEMBER'): Promise<Principal> => {
    const { addMember: added } = await identity.ask<{ addMember: { person: { id: string } } }>(
      grove.owner,
      addMember(role),
    );
    return { kind: 'PERSON', sub: added.person.id, community: grove.id, roles: [role] };
  };
  /** What came of a machine's wish to join a fleet that somebody approves: the device's id, or why not. */
  const join = async (by: Principal, fleetId: string, machine = newMachine()): Promise<string> => {
    const { device_code, user_code } = await machine.askAndProve({ fleet_id: fleetId });
    const [code] = await approve(by, user_code);
    if (code !== undefined) return code;
    return joinedDeviceSchema.parse((await machine.poll(device_code)).body).device_id;
  };
  const recordsOf = async (deviceId: string) =>
    (await identity.outbox(topics.devices))
      .filter(({ key }) => key === deviceId)
      .map(({ value }) => deviceRecordSchema.parse(value));

  describe('that asks to be let in', () => {
    it('joins the fleet it asked for, or the one it is given', async () => {
      const [fleetId, chosen] = [await identity.fleet(grove.id), await identity.fleet(grove.id)];
      const machine = newMachine();
      const asked = await machine.askAndProve({ fleet_id: fleetId });
      expect(await approve(grove.owner, asked.user_code)).toEqual([]);
      const joined = joinedDeviceSchema.parse((await machine.poll(asked.device_code)).body);
      expect(joined).toMatchObject({ fleet_id: fleetId, community_id: grove.id });
      expect(await recordsOf(joined.device_id)).toMatchObject([
        { fleetId, name: 'garden shed', ownerId: grove.ownerId, publicKey: machine.publicKey },
      ]);
      const other = newMachine();
      const otherAsked = await other.askAndProve({ fleet_id: fleetId });
      await approve(grove.owner, otherAsked.user_code, chosen);
      expect((await other.poll(otherAsked.device_code)).body).toMatchObject({ fleet_id: chosen });
    });

    it('joins no fleet when nobody says which', async () => {
      const { user_code } = await newMachine().askAndProve();
      expect(await approve(grove.owner, user_code)).toEqual(['BAD_USER_INPUT']);
      expect(await approve(grove.owner, user_code, await identity.fleet(grove.id))).toEqual([]);
    });

    it('is told again what became of it while its code is good, since the answer may have been lost', async () => {
      const machine = newMachine();
      const { device_code, user_code } = await machine.askAndProve({
        fleet_id: await identity.fleet(grove.id),
      });
      await approve(grove.owner, user_code);
      const first = await machine.poll(device_code);
      expect((await machine.poll(device_code)).body).toEqual(first.body);
      identity.skip(600_000);
      expect((await machine.poll(device_code)).body).toMatchObject({ error: 'invalid_grant' });
    });

    it('does not come back with a key that was revoked', async () => {
      const [machine, fleetId] = [newMachine(), await identity.fleet(grove.id)];
      await identity.ask(grove.owner, revoke, { id: await join(grove.owner, fleetId, machine) });
      expect(await join(grove.owner, fleetId, machine)).toBe('DEVICE_REVOKED');
    });

    it('is the same device when it asks anew with its key', async () => {
      const [machine, fleetId] = [newMachine(), await identity.fleet(grove.id)];
      const first = await join(grove.owner, fleetId, machine);
      expect(await join(grove.owner, fleetId, machine)).toBe(first);
    });
  });

  describe('proves that it holds its key', () => {
    it('before anybody can let it in, and the audit log says when', async () => {
      const machine = newMachine();
      const asked = await machine.ask({ fleet_id: await identity.fleet(grove.id) });
      expect(await approve(grove.owner, asked.user_code)).toEqual(['DEVICE_KEY_UNPROVED']);
      await machine.poll(asked.device_code);
      expect(await approve(grove.owner, asked.user_code)).toEqual([]);
      const details = { clientKind: 'AGENT', keyProvedAt: expect.stringMatching(/^20.*Z$/) as string };
      expect((await auditOf(identity, 'devices:approve')).at(-1)).toMatchObject({ details });
    });

    it('so nobody enrols the key of somebody else, nor with a proof of another request', async () => {
      const [owner, thief] = [newMachine(), newMachine()];
      const own = await owner.ask();
      const stolen = await thief.ask({
        public_key: owner.publicKey,
        fleet_id: await identity.fleet(grove.id),
      });
      const proofs = [
        thief.proof(stolen.device_code),
        owner.proof(own.device_code),
        owner.proof(stolen.user_code),
        'none',
        'A'.repeat(86),
      ];
      for (const proof of proofs)
        expect((await thief.poll(stolen.device_code, { proof })).body).toMatchObject({
          error: 'invalid_grant',
          code: 'DEVICE_PROOF_INVALID',
        });
      expect((await thief.poll(stolen.device_code, { proof: '' })).body).toMatchObject({
        error: 'invalid_request',
      });
      expect(await approve(grove.owner, stolen.user_code)).toEqual(['DEVICE_KEY_UNPROVED']);
    });

    it('with every poll: a device code that was overheard tells nothing', async () => {
      const [machine, thief] = [newMachine(), newMachine()];
      const { device_code, user_code } = await machine.askAndProve({
        fleet_id: await identity.fleet(grove.id),
      });
      await approve(grove.owner, user_code);
      expect((await thief.poll(device_code)).body).toMatchObject({ code: 'DEVICE_PROOF_INVALID' });
      expect((await machine.poll(device_code)).status).toBe(200);
    });
  });

  describe('is let into a fleet', () => {
    it('by those who manage devices, unless the fleet says otherwise', async () => {
      const [fleetId, member] = [await identity.fleet(grove.id), await newMember()];
      const machine = newMachine();
      const { device_code, user_code } = await machine.askAndProve({ fleet_id: fleetId });
      expect(await approve(member, user_code)).toEqual(['FORBIDDEN']);
      expect((await machine.poll(device_code)).body).toMatchObject({ error: 'slow_down' });
      expect(await approve({ ...member, roles: ['OPERATOR'] }, user_code)).toEqual([]);
    });

    it('by any member who brings their own where members may, and it is theirs', async () => {
      const [fleetId, member] = [await identity.fleet(grove.id, { policy: 'MEMBERS' }), await newMember()];
      const deviceId = await join(member, fleetId);
      expect(await recordsOf(deviceId)).toMatchObject([{ fleetId, ownerId: member.sub, vouched: false }]);
      const records = await identity.outbox(topics.audit);
      expect(records.map(({ value }) => value)).toContainEqual(
        expect.objectContaining({
          action: 'devices:manage',
          actor: { subject: member.sub, kind: 'PERSON' },
          resource: { type: 'Device', id: deviceId },
        }),
      );
    });

    it('not by guests, nor by those who are members of an outer community only', async () => {
      const fleetId = await identity.fleet(grove.id, { policy: 'MEMBERS' });
      const auditor: Principal = { ...grove.owner, sub: newId('person'), roles: ['AUDITOR'] };
      expect(await join(await newMember('GUEST'), fleetId)).toBe('FORBIDDEN');
      expect(await join(auditor, fleetId)).toBe('FORBIDDEN');
    });

    it('not by members whom the community does not let see it', async () => {
      const fleetId = await identity.fleet(grove.id, { policy: 'MEMBERS' });
      const hidden = `forbid (principal, action == Action::"fleets:read", resource == Fleet::"${fleetId}");`;
      identity.policies.set(grove.id, [hidden]);
      expect(await join(await newMember(), fleetId)).toBe('FORBIDDEN');
      identity.policies.set(grove.id, []);
      expect(await join(await newMember(), fleetId)).toMatch(/^dev_/);
    });

    it('by nobody where it is closed, until it is opened again', async () => {
      const fleetId = await identity.fleet(grove.id, { policy: 'CLOSED' });
      expect(await join(grove.owner, fleetId)).toBe('ENROLLMENT_CLOSED');
      await identity.fleet(grove.id, {}, fleetId);
      expect(await join(grove.owner, fleetId)).toMatch(/^dev_/);
    });

    it('of its own community alone, whoever asks', async () => {
      const [theirs, open] = [
        await identity.fleet(meadow.id),
        await identity.fleet(meadow.id, { policy: 'MEMBERS' }),
      ];
      for (const by of [grove.owner, await newMember()])
        for (const fleetId of [theirs, open, newId('fleet')])
          expect(await join(by, fleetId)).toBe('FLEET_NOT_FOUND');
    });

    it('not when it is the device of somebody else, which a member can neither move nor rename', async () => {
      const fleetId = await identity.fleet(grove.id, { policy: 'MEMBERS' });
      const [machine, first, second] = [newMachine(), await newMember(), await newMember()];
      const deviceId = await join(first, fleetId, machine);
      const other = await identity.fleet(grove.id, { policy: 'MEMBERS' });
      expect(await join(second, other, machine)).toBe('FORBIDDEN');
      expect(await join(second, fleetId, machine)).toBe('FORBIDDEN');
      const vouch = `mutation { setDeviceVouched(id: "${deviceId}", vouched: true) { vouched } }`;
      await identity.ask(grove.owner, vouch);
      expect((await recordsOf(deviceId)).at(-1)).toMatchObject({ vouched: true });
      expect(await join(first, other, machine)).toBe(deviceId);
      expect((await recordsOf(deviceId)).at(-1)).toMatchObject({
        fleetId: other,
        ownerId: first.sub,
        vouched: false,
      });
    });
  });

  describe('finds a place', () => {
    it('only while the fleet has one, however many are let in at the same time', async () => {
      const fleetId = await identity.fleet(grove.id, { maxDevices: 3 });
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => join(grove.owner, fleetId)));
      expect(outcomes.filter((outcome) => outcome === 'FLEET_FULL')).toHaveLength(5);
      const [deviceId = ''] = outcomes.filter((outcome) => outcome.startsWith('dev_'));
      await identity.ask(grove.owner, revoke, { id: deviceId });
      expect(await join(grove.owner, fleetId)).toMatch(/^dev_/);
      expect(await join(grove.owner, fleetId)).toBe('FLEET_FULL');
    });

    it('only while its owner has room, and others still do', async () => {
      const fleetId = await identity.fleet(grove.id, { policy: 'MEMBERS', maxDevicesPerOwner: 1 });
      const [first, second] = [await newMember(), await newMember()];
      expect(await join(first, fleetId)).toMatch(/^dev_/);
      expect(await join(first, fleetId)).toBe('TOO_MANY_DEVICES');
      expect(await join(second, fleetId)).toMatch(/^dev_/);
    });

    it('under a name of its own in a fleet that is full or closed, if it is there already', async () => {
      const [machine, fleetId] = [newMachine(), await identity.fleet(grove.id, { maxDevices: 1 })];
      const deviceId = await join(grove.owner, fleetId, machine);
      await identity.fleet(grove.id, { policy: 'CLOSED', maxDevices: 1 }, fleetId);
      const enroll = 'mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id name } }';
      const input = { fleetId, name: 'renamed', publicKey: machine.publicKey };
      expect(await identity.ask(grove.owner, enroll, { input })).toEqual({
        enrollDevice: { id: deviceId, name: 'renamed' },
      });
    });
  });

  describe('that leaves', () => {
    const statusOf = async (id: string) => (await recordsOf(id)).map(({ status }) => status);

    it('is shut out for good by its own word, once, and the audit log says whose word it was', async () => {
      const [machine, fleetId] = [newMachine(), await identity.fleet(grove.id, { maxDevices: 1 })];
      const id = await join(grove.owner, fleetId, machine);
      for (const time of ['first', 'second'])
        expect([time, (await machine.leave(id)).status]).toEqual([time, 200]);
      expect(await statusOf(id)).toEqual(['ENROLLED', 'REVOKED']);
      const ofDevice = (await auditOf(identity, 'devices:manage')).filter(
        ({ resource }) => (resource as { id: string }).id === id,
      );
      expect(ofDevice.at(-1)).toMatchObject({
        actor: { subject: id, kind: 'DEVICE' },
        details: { change: 'left' },
      });
      expect(await join(grove.owner, fleetId, machine)).toBe('DEVICE_REVOKED');
      expect(await join(grove.owner, fleetId)).toMatch(/^dev_/);
    });

    it('not by the word of another, nor with what it signed to join', async () => {
      const [machine, other] = [newMachine(), newMachine()];
      const id = await join(grove.owner, await identity.fleet(grove.id), machine);
      for (const answer of [await other.leave(id), await machine.leave(id, { proof: machine.proof(id) })])
        expect(answer).toMatchObject({
          status: 400,
          body: { error: 'invalid_grant', code: 'DEVICE_PROOF_INVALID' },
        });
      expect((await machine.leave(id, { proof: '' })).body).toMatchObject({ error: 'invalid_request' });
      expect(await statusOf(id)).toEqual(['ENROLLED']);
    });

    it('silently when nobody knows it, until it asks too often', async () => {
      const id = newId('device');
      expect((await newMachine().leave(id)).body).toEqual({});
      const answers = await Promise.all(Array.from({ length: 100 }, () => newMachine().leave(id)));
      expect(answers.map(({ status }) => status)).toContain(429);
    });
  });

  describe('that is transferred', () => {
    const codes = async (input: object) => (await identity.query(grove.owner, transfer, { input })).codes;

    it('needs a place where it goes', async () => {
      const [here, closed] = [
        await identity.fleet(grove.id),
        await identity.fleet(grove.id, { policy: 'CLOSED' }),
      ];
      const full = await identity.fleet(grove.id, { maxDevices: 1 });
      await join(grove.owner, full);
      const id = await join(grove.owner, here);
      expect(await codes({ id, fleetId: closed })).toEqual(['ENROLLMENT_CLOSED']);
      expect(await codes({ id, fleetId: full })).toEqual(['FLEET_FULL']);
      for (const fleetId of [newId('fleet'), await identity.fleet(meadow.id, { policy: 'MEMBERS' })])
        expect(await codes({ id, fleetId })).toEqual(['FLEET_NOT_FOUND']);
      expect((await recordsOf(id)).at(-1)).toMatchObject({ fleetId: here });
    });

    it('can change hands in a closed fleet, as far as the new owner has room', async () => {
      const fleetId = await identity.fleet(grove.id, { policy: 'MEMBERS', maxDevicesPerOwner: 1 });
      const [first, second] = [await newMember(), await newMember()];
      const [id] = [await join(first, fleetId), await join(second, fleetId)];
      expect(await codes({ id, ownerId: second.sub })).toEqual(['TOO_MANY_DEVICES']);
      await identity.fleet(grove.id, { policy: 'CLOSED', maxDevicesPerOwner: 2 }, fleetId);
      expect(await codes({ id, ownerId: second.sub })).toEqual([]);
    });
  });
});
