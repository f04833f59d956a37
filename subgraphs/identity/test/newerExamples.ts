import { newId } from '@ai-collective/contracts';
import { openSession } from '../src/operations/openSession.js';
import { addProofs } from './addProofs.js';
import { trust, trustInput } from './oidc/trusting.js';
import { askToBeLetIn, newPublicKey } from './programs.js';
import type { Principal, TestCommunity, TestIdentity } from './startTestIdentity.js';

interface Place {
  readonly identity: TestIdentity;
  readonly grove: TestCommunity;
  readonly issuerUrl: string;
}

/** How mutations about accounts, invitations, devices that ask to be let in, and issuers succeed. */
export function newerExamples(place: () => Place) {
  const asOwner = <Answer>(query: string) => place().identity.ask<Answer>(place().grove.owner, query);

  async function newPerson(name: string): Promise<Principal & { readonly sub: string }> {
    const { addMember } = await asOwner<{ addMember: { person: { id: string } } }>(
      `mutation { addMember(input: { personName: "${name}", roles: [MEMBER] }) { person { id } } }`,
    );
    return { kind: 'PERSON', sub: addMember.person.id, community: place().grove.id, roles: ['MEMBER'] };
  }

  async function newInvitation(): Promise<{ readonly id: string; readonly code: string }> {
    const { createInvitation } = await asOwner<{
      createInvitation: { invitation: { id: string }; url: string };
    }>('mutation { createInvitation(input: { roles: [GUEST] }) { invitation { id } url } }');
    const code = new URLSearchParams(new URL(createInvitation.url).hash.slice(1)).get('code') ?? '';
    return { id: createInvitation.invitation.id, code };
  }

  const newFleet = () => place().identity.fleet(place().grove.id);

  async function newDevice(): Promise<string> {
    const { enrollDevice } = await asOwner<{ enrollDevice: { id: string } }>(
      `mutation { enrollDevice(input: { fleetId: "${await newFleet()}", name: "laptop", publicKey: "${newPublicKey()}" }) { id } }`,
    );
    return enrollDevice.id;
  }

  async function newRole(name: string): Promise<string> {
    const { createRole } = await asOwner<{ createRole: { id: string } }>(
      `mutation { createRole(input: { name: "${name}", permissions: ["jobs:read"] }) { id } }`,
    );
    return createRole.id;
  }

  async function newGrant(): Promise<string> {
    const { sub } = await newPerson('Fay');
    const { grantRole } = await asOwner<{ grantRole: { id: string } }>(
      `mutation { grantRole(input: { subjectId: "${sub}", role: "AUDITOR" }) { id } }`,
    );
    return grantRole.id;
  }

  const userCode = async () => ({
    variables: { userCode: (await askToBeLetIn(place().identity)).user_code },
  });
  const ownProofs = async () => addProofs(place().identity, place().grove.ownerId);

  return {
    createRole: () => ({ variables: { input: { name: 'porter', permissions: ['fleets:read'] } } }),
    changeRole: async () => ({
      variables: { input: { id: await newRole('changed'), permissions: ['jobs:read'] } },
    }),
    deleteRole: async () => ({ variables: { id: await newRole('deleted') } }),
    grantRole: async () => {
      const { sub } = await newPerson('Gil');
      return { variables: { input: { subjectId: sub, role: 'AUDITOR' } } };
    },
    revokeGrant: async () => ({ variables: { id: await newGrant() } }),
    rename: () => ({ variables: { name: 'Another name' } }),
    deleteAccount: async () => ({ variables: { confirm: 'Dee' }, by: await newPerson('Dee') }),
    deleteMemberAccount: async () => ({ variables: { personId: (await newPerson('Eli')).sub } }),
    createInvitation: () => ({ variables: { input: { roles: ['GUEST'] } } }),
    revokeInvitation: async () => ({ variables: { id: (await newInvitation()).id } }),
    acceptInvitation: async () => {
      const founder = { kind: 'PERSON', sub: await personOfElsewhere(place()) } as const;
      return { variables: { code: (await newInvitation()).code }, by: founder };
    },
    endSession: async () => {
      const id = newId('session');
      await place().identity.database.withoutTenant((em) =>
        em.execute(
          `insert into session (id, person_id, community_id, method, secret_digest, created_at, expires_at)
           values (?, ?, ?, 'LINK', 'none', now(), now() + interval '1 hour')`,
          [id, place().grove.ownerId, place().grove.id],
        ),
      );
      return { variables: { id } };
    },
    transferDevice: async () => ({
      variables: { input: { id: await newDevice(), fleetId: await newFleet() } },
    }),
    setDeviceVouched: async () => ({ variables: { id: await newDevice(), vouched: false } }),
    setDeviceRegion: async () => ({
      query: 'mutation ($id: ID!) { setDeviceRegion(id: $id, region: "DE") { id } }',
      variables: { id: await newDevice() },
    }),
    approveDevice: userCode,
    denyDevice: userCode,
    createRecoveryCodes: async () => ({ variables: {}, by: await inNewSession(place()) }),
    renamePasskey: async () => ({ variables: { id: (await ownProofs()).passkey, name: 'phone' } }),
    removePasskey: async () => ({ variables: { id: (await ownProofs()).passkey } }),
    trustIssuer: () => ({ variables: { input: trustInput(place().issuerUrl) } }),
    distrustIssuer: async () => {
      const { identity, grove, issuerUrl } = place();
      return { variables: { id: (await trust(identity, grove, trustInput(issuerUrl))).id } };
    },
    unlinkAccount: async () => ({ variables: { id: (await ownProofs()).linkedAccount } }),
  };
}

/** The owner, who has just signed in. */
async function inNewSession({ identity, grove }: Place): Promise<Principal> {
  const trace = { traceId: '0'.repeat(32), traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` };
  const { session } = await identity.database.withoutTenant((em) =>
    openSession(em, identity.services.clock(), {
      personId: grove.ownerId,
      communityId: grove.id,
      method: 'LINK',
      trace,
    }),
  );
  return { ...grove.owner, session: session.id };
}

/** Somebody whose account another community keeps. */
async function personOfElsewhere({ identity }: Place): Promise<string> {
  return (await identity.community('elsewhere')).ownerId;
}
