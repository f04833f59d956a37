import { fleetRecordSchema, newId, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCompute, type Claims } from '../TestCompute.js';

const fields = 'id enrollment { policy maxDevices maxDevicesPerOwner }';
const create = `mutation ($input: CreateFleetInput!) { createFleet(input: $input) { ${fields} } }`;
const change = `mutation ($fleetId: ID!, $enrollment: FleetEnrollmentInput!) {
  setFleetEnrollment(fleetId: $fleetId, enrollment: $enrollment) { ${fields} }
}`;

interface Answered {
  readonly id: string;
  readonly enrollment: Readonly<Record<string, unknown>>;
}

describe('the enrolment of a fleet', () => {
  let compute: TestCompute;
  let fleets = 0;

  beforeAll(async () => {
    compute = await TestCompute.start();
  });
  afterAll(() => compute.close());

  const open = async (enrollment?: object) => {
    fleets += 1;
    const input = { name: `fleet ${fleets}`, ...(enrollment && { enrollment }) };
    return (await compute.get<{ createFleet: Answered }>(create, { input })).createFleet;
  };
  const recordsOf = async (fleetId: string) =>
    (await compute.outbox())
      .filter(({ topic, key }) => topic === topics.fleets && key === fleetId)
      .map(({ value }) => fleetRecordSchema.parse(value));
  const auditOf = async (fleetId: string) =>
    (await compute.outbox())
      .filter(({ topic }) => topic === topics.audit)
      .map(({ value }) => value)
      .filter(({ resource }) => JSON.stringify(resource).includes(fleetId));

  it('is by those who manage devices unless it is opened otherwise, and is announced', async () => {
    const plain = await open();
    const approval = { policy: 'APPROVAL', maxDevices: 10_000, maxDevicesPerOwner: 10_000 };
    expect(plain.enrollment).toEqual(approval);
    const record = { fleetId: plain.id, communityId: 'com_one', enrollment: approval, version: 1 };
    expect(await recordsOf(plain.id)).toEqual([record]);
    const members = await open({ policy: 'MEMBERS', maxDevices: 50 });
    expect(members.enrollment).toEqual({ policy: 'MEMBERS', maxDevices: 50, maxDevicesPerOwner: 10 });
    expect(await auditOf(members.id)).toMatchObject([{ details: { enrollment: members.enrollment } }]);
  });

  it('can be changed afterwards: each change is announced under a higher version, and audited', async () => {
    const { id, enrollment: before } = await open();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        compute.get(change, { fleetId: id, enrollment: { policy: 'MEMBERS', maxDevices: index + 1 } }),
      ),
    );
    const { setFleetEnrollment } = await compute.get<{ setFleetEnrollment: Answered }>(change, {
      fleetId: id,
      enrollment: { policy: 'CLOSED' },
    });
    const after = { policy: 'CLOSED', maxDevices: 10_000, maxDevicesPerOwner: 10_000 };
    expect(setFleetEnrollment).toEqual({ id, enrollment: after });
    const records = await recordsOf(id);
    expect(records.map(({ version }) => version)).toEqual(
      Array.from({ length: 22 }, (_, index) => index + 1),
    );
    expect(records.at(-1)?.enrollment).toEqual(after);
    const audited = await auditOf(id);
    expect(audited).toHaveLength(22);
    expect(audited[1]).toMatchObject({ action: 'fleets:manage', details: { before } });
    expect(audited.at(-1)).toMatchObject({ details: { after } });
    const { fleets: listed } = await compute.get<{ fleets: Answered[] }>(`{ fleets { ${fields} } }`);
    expect(listed.find((fleet) => fleet.id === id)?.enrollment).toEqual(after);
  });

  it('is changed by nobody without fleets:manage, nor from another community, nor to what is none', async () => {
    const { id } = await open();
    const closed = { fleetId: id, enrollment: { policy: 'CLOSED' } };
    expect(await compute.refusal(change, closed, { roles: ['DEVELOPER'] })).toBe('FORBIDDEN');
    const elsewhere: Claims = { community: 'com_two', roles: ['OWNER'] };
    expect(await compute.refusal(change, closed, elsewhere)).toBe('FLEET_NOT_FOUND');
    for (const fleetId of [newId('fleet'), 'nonsense', 'flt_\0'])
      expect(await compute.refusal(change, { ...closed, fleetId })).toBe('FLEET_NOT_FOUND');
    const enrollment = { policy: 'MEMBERS', maxDevices: 0 };
    expect(await compute.refusal(change, { fleetId: id, enrollment })).toBe('ENROLLMENT_INVALID');
    expect(await compute.refusal(create, { input: { name: 'none', enrollment } })).toBe('ENROLLMENT_INVALID');
    expect(await recordsOf(id)).toHaveLength(1);
  });
});
