import { describe, expect, it } from 'vitest';
import type { Principal, TestCommunity, TestIdentity } from '../../startTestIdentity.js';

const accept = `mutation ($code: String!) { acceptInvitation(code: $code) { id slug } }`;
const setRoles = `mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { id } }`;
const remove = `mutation ($personId: ID!) { removeMember(personId: $personId) { id } }`;
const newKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } } }`;
const found = `mutation ($input: CreateCommunityInput!) { createCommunity(input: $input) { id } }`;

type Somebody = Principal & { readonly sub: string };

/** Where invitations are made, and what is done with them. */
interface Place {
  readonly identity: () => TestIdentity;
  readonly grove: () => TestCommunity;
  readonly newInvitation: (input: object, by: Principal) => Promise<{ readonly code: string }>;
  readonly newMember: (...roles: NonNullable<Principal['roles']>) => Promise<Somebody>;
  readonly stranger: () => Promise<Somebody>;
  readonly open: (code: string) => Promise<Response>;
}

/** What becomes of invitations when their makers lose what they had. */
export function describeMakers(place: Place): void {
  describe('give no more than their maker may give when they are accepted:', () => {
    const refused = async (code: string) => {
      expect((await place.open(code)).status).toBe(404);
      expect((await place.identity().query(await place.stranger(), accept, { code })).codes).toEqual([
        'INVITATION_INVALID',
      ]);
    };

    it('not when the maker is no administrator any more', async () => {
      const maker = await place.newMember('ADMIN');
      const { code } = await place.newInvitation({ roles: ['MEMBER'] }, maker);
      const input = { personId: maker.sub, roles: ['OPERATOR'] };
      await place.identity().ask(place.grove().owner, setRoles, { input });
      await refused(code);
    });

    it('not when the maker was an owner and is an administrator', async () => {
      const maker = await place.newMember('OWNER');
      const [owner, admin] = [
        await place.newInvitation({ roles: ['OWNER'] }, maker),
        await place.newInvitation({ roles: ['ADMIN'] }, maker),
      ];
      await place
        .identity()
        .ask(place.grove().owner, setRoles, { input: { personId: maker.sub, roles: ['ADMIN'] } });
      await refused(owner.code);
      expect((await place.open(admin.code)).status).toBe(200);
    });

    it('not when the maker has left', async () => {
      const maker = await place.newMember('ADMIN');
      const { code } = await place.newInvitation({}, maker);
      await place.identity().ask(place.grove().owner, remove, { personId: maker.sub });
      await refused(code);
    });

    it('not when the key that made it was revoked', async () => {
      const { createApiKey } = await place
        .identity()
        .ask<{ createApiKey: { apiKey: { id: string } } }>(place.grove().owner, newKey, {
          input: { name: 'inviter', roles: ['ADMIN'] },
        });
      const { id } = createApiKey.apiKey;
      const service: Principal = { kind: 'SERVICE', sub: id, community: place.grove().id, roles: ['ADMIN'] };
      const [before, after] = [
        await place.newInvitation({}, service),
        await place.newInvitation({}, service),
      ];
      expect((await place.open(before.code)).status).toBe(200);
      await place
        .identity()
        .ask(place.grove().owner, `mutation ($id: ID!) { revokeApiKey(id: $id) { id } }`, { id });
      await refused(after.code);
    });

    it('but when the maker acts from a community further up', async () => {
      const { createCommunity } = await place
        .identity()
        .ask<{ createCommunity: { id: string } }>(place.grove().owner, found, {
          input: { name: 'Inside', slug: 'inside', parentId: place.grove().id },
        });
      const above = await place.newMember('ADMIN');
      const inside: Principal = { ...above, community: createCommunity.id };
      const { code } = await place.newInvitation({ roles: ['MEMBER'] }, inside);
      expect((await place.open(code)).status).toBe(200);
      const later = await place.newInvitation({ roles: ['MEMBER'] }, inside);
      await place
        .identity()
        .ask(place.grove().owner, setRoles, { input: { personId: above.sub, roles: ['MEMBER'] } });
      await refused(later.code);
    });
  });
}
