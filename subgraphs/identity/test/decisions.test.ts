import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { newId } from '@ai-collective/contracts';
import { describeAudit, describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newerExamples } from './newerExamples.js';
import { startFakeIssuer, type FakeIssuer } from './oidc/startFakeIssuer.js';
import {
  startTestIdentity,
  type Principal,
  type TestCommunity,
  type TestIdentity,
} from './startTestIdentity.js';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

let identity: TestIdentity;
let grove: TestCommunity;
let meadow: TestCommunity;
let issuer: FakeIssuer;

beforeAll(async () => {
  [identity, issuer] = await Promise.all([startTestIdentity(), startFakeIssuer()]);
  grove = await identity.community('grove');
  meadow = await identity.community('meadow');
});

afterAll(() => Promise.all([identity.close(), issuer.close()]));

/** Identity, asked about the first community. */
const open = () =>
  Promise.resolve({
    url: identity.url,
    community: grove.id,
    passport: (claims: Principal) => identity.passport(claims),
    database: identity.database,
  });

describeDecisions({
  sdl,
  open,
  forAnybody: {
    viewer: 'says who is asking: null for nobody',
    redeemSignInCode: 'is how one signs in; the code is the proof',
  },
  forWhoeverSignedIn: {
    communities: "a person's own, before they choose one",
    community: "a person's own, before they choose one",
    createCommunity: 'any person may found a community; inside another one it takes community:manage there',
    signOut: "ends the caller's own sessions",
    explainDecision: "the caller's own; of others with members:read and policies:read",
    sessions: "the caller's own",
    endSession: "ends one of the caller's own",
    rename: 'changes the caller alone',
    deleteAccount: "ends the caller's own account",
    acceptInvitation: 'the code of the invitation is the proof',
    renamePasskey: "the caller's own",
    removePasskey: "the caller's own",
    createRecoveryCodes: "the caller's own",
    deviceAuthorization: 'the code on the device is the proof; tells what whoever holds it can see there',
    approveDevice: 'lets a terminal act as the caller alone; who may let a machine in, its fleet says',
    linkedAccounts: "the caller's own",
    unlinkAccount: "the caller's own",
    denyDevice: 'the code on the device is the proof',
  },
  fieldsOfObjects: {},
});

describe('an entity of every type', () => {
  const known = new Map<string, string>();

  beforeAll(async () => {
    const input = {
      fleetId: await identity.fleet(grove.id),
      name: 'laptop',
      publicKey: randomBytes(32).toString('base64url'),
    };
    const { enrollDevice } = await identity.ask<{ enrollDevice: { id: string } }>(
      grove.owner,
      'mutation ($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }',
      { input },
    );
    known.set('Community', grove.id);
    known.set('Person', grove.ownerId);
    known.set('ApiKey', `key_${grove.apiKey.slice(4, 30)}`);
    known.set('Device', enrollDevice.id);
  });

  const seenBy = async (principal: Principal, typename: string): Promise<unknown> => {
    const representations = [{ __typename: typename, id: known.get(typename) }];
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
    return (await identity.query(principal, query, { representations })).data?._entities;
  };

  it.each(entityTypesOf(sdl))('%s is found by its own community alone', async (typename) => {
    expect(await seenBy(grove.owner, typename)).toEqual([{ __typename: typename }]);
    expect(await seenBy(meadow.owner, typename)).toEqual([null]);
    expect(await seenBy({ kind: 'ANONYMOUS', sub: '' }, typename)).toEqual([null]);
    expect(await seenBy({ ...grove.owner, sub: newId('person'), roles: [] }, typename)).toEqual([null]);
  });
});

/** The id of what a mutation of the owner's answers. */
async function idFrom(field: string, selection: string): Promise<string> {
  const data = await identity.ask<Record<string, Record<string, { id: string } | string>>>(
    grove.owner,
    `mutation { ${field} { ${selection} } }`,
  );
  const answer = Object.values(data)[0] ?? {};
  const found = Object.values(answer)[0] ?? '';
  return typeof found === 'string' ? found : found.id;
}

const newMember = (name: string) =>
  idFrom(`addMember(input: { personName: "${name}", roles: [GUEST] })`, 'person { id }');
const newKey = () => idFrom('createApiKey(input: { name: "old", roles: [GUEST] })', 'apiKey { id }');
const newDevice = async () => ({
  fleetId: await identity.fleet(grove.id),
  name: 'laptop',
  publicKey: randomBytes(32).toString('base64url'),
});

describeAudit({
  sdl,
  open,
  by: () => grove.owner,
  examples: {
    createCommunity: () => ({ variables: { input: { name: 'Glade', slug: 'glade' } } }),
    addMember: () => ({ variables: { input: { personName: 'Ada', roles: ['GUEST'] } } }),
    setMemberRoles: async () => ({
      variables: { input: { personId: await newMember('Bo'), roles: ['MEMBER'] } },
    }),
    removeMember: async () => ({ variables: { personId: await newMember('Cy') } }),
    createApiKey: () => ({ variables: { input: { name: 'new', roles: ['GUEST'] } } }),
    createPersonalApiKey: () => ({ variables: { input: { name: 'mine' } } }),
    rotateApiKey: async () => ({ variables: { input: { id: await newKey() } } }),
    revokeApiKey: async () => ({ variables: { id: await newKey() } }),
    enrollDevice: async () => ({ variables: { input: await newDevice() } }),
    revokeDevice: async () => {
      const { fleetId, name, publicKey } = await newDevice();
      const input = `{ fleetId: "${fleetId}", name: "${name}", publicKey: "${publicKey}" }`;
      return { variables: { id: await idFrom(`enrollDevice(input: ${input})`, 'id') } };
    },
    ...newerExamples(() => ({ identity, grove, issuerUrl: issuer.url })),
    createSignInLink: () => ({ variables: { personId: grove.ownerId } }),
    redeemSignInCode: async () => {
      const url = await idFrom('createSignInLink', 'url');
      return { variables: { code: new URL(url).searchParams.get('code') } };
    },
    signOut: () => ({ variables: {} }),
  },
});
