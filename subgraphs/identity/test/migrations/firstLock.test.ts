import { randomBytes } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

describe('without row-level security', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;
  let deviceId: string;
  let invitationId: string;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
    const input = {
      fleetId: await identity.fleet(grove.id),
      name: 'laptop',
      publicKey: randomBytes(32).toString('base64url'),
    };
    const { enrollDevice } = await identity.ask<{ enrollDevice: { id: string } }>(
      grove.owner,
      `mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }`,
      { input },
    );
    deviceId = enrollDevice.id;
    const { createInvitation } = await identity.ask<{ createInvitation: { invitation: { id: string } } }>(
      grove.owner,
      `mutation { createInvitation(input: { roles: [MEMBER] }) { invitation { id } } }`,
    );
    invitationId = createInvitation.invitation.id;
    await unlockTables(identity.ownerUrl);
  });
  afterAll(() => identity.close());

  it('the tables really are unlocked', async () => {
    const rows = await identity.database.withTenant(meadow.id, (em) =>
      em.execute<{ tenant_id: string }[]>('select tenant_id from device'),
    );
    expect(rows).toEqual([{ tenant_id: grove.id }]);
  });

  it('lists still hold only what is of the caller’s community', async () => {
    const query = `{
      communities { id }
      members { edges { node { person { id } } } }
      apiKeys { id }
      devices { edges { node { id } } }
      invitations { id }
    }`;
    expect(await identity.ask(meadow.owner, query)).toEqual({
      communities: [{ id: meadow.id }],
      members: { edges: [{ node: { person: { id: meadow.ownerId } } }] },
      apiKeys: [{ id: `key_${meadow.apiKey.slice(4, 30)}` }],
      devices: { edges: [] },
      invitations: [],
    });
  });

  it('references still find nothing of another community', async () => {
    const representations = [
      { __typename: 'Community', id: grove.id },
      { __typename: 'Person', id: grove.ownerId },
      { __typename: 'Device', id: deviceId },
      { __typename: 'ApiKey', id: `key_${grove.apiKey.slice(4, 30)}` },
    ];
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }`;
    const { _entities } = await identity.ask<{ _entities: unknown }>(meadow.owner, query, {
      representations,
    });
    expect(_entities).toEqual([null, null, null, null]);
  });

  it('no device joins a fleet of another community', async () => {
    const publicKey = randomBytes(32).toString('base64url');
    const input = { fleetId: await identity.fleet(grove.id), name: 'stray', publicKey };
    const enroll = `mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }`;
    expect((await identity.query(meadow.owner, enroll, { input })).codes).toEqual(['FLEET_NOT_FOUND']);
  });

  it.each([
    ['revokeDevice(id: $id) { id }', 'DEVICE_NOT_FOUND', () => deviceId],
    ['revokeApiKey(id: $id) { id }', 'API_KEY_NOT_FOUND', () => `key_${grove.apiKey.slice(4, 30)}`],
    ['removeMember(personId: $id) { id }', 'MEMBER_NOT_FOUND', () => grove.ownerId],
    ['revokeInvitation(id: $id) { id }', 'INVITATION_NOT_FOUND', () => invitationId],
    ['deleteMemberAccount(personId: $id) { personId }', 'MEMBER_NOT_FOUND', () => grove.ownerId],
    ['createSignInLink(personId: $id) { url }', 'MEMBER_NOT_FOUND', () => grove.ownerId],
  ])('%s still touches nothing of another community', async (...[field, code, id]) => {
    const { codes } = await identity.query(meadow.owner, `mutation ($id: ID!) { ${field} }`, { id: id() });
    expect(codes).toEqual([code]);
  });
});

async function unlockTables(ownerUrl: string): Promise<void> {
  const owner = await MikroORM.init({
    clientUrl: ownerUrl,
    entities: [],
    discovery: { warnWhenNoEntities: false },
  });
  for (const table of ['api_key', 'community', 'device', 'fleet', 'invitation', 'membership', 'sign_in_code'])
    await owner.em.execute(`alter table identity.${table} disable row level security`);
  await owner.close();
}
