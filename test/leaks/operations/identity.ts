import type { Draw } from '../Draw.js';
import { nothing, page, type Operations } from './Operation.js';

const roles = (draw: Draw) => [draw.random.pick(['ADMIN', 'DEVELOPER', 'MEMBER', 'GUEST'])];
const allowed = (draw: Draw) => [draw.random.pick(['jobs:read', 'members:manage', 'blobs:write'])];
const subject = (draw: Draw) => draw.some(draw.random.pick(['person', 'apiKey']));
const scope = (draw: Draw) =>
  draw.random.pick([
    { type: 'FLEET', value: draw.some('fleet') },
    { type: 'MODEL', value: draw.some('model') },
    { type: 'BLOBS', value: draw.word() },
  ]);
const userCode = (draw: Draw) => ({ userCode: draw.random.secret().slice(0, 8).toUpperCase() });

/** Nobody listens there: the issuer cannot be reached, wherever it is. */
const nowhere = 'http://127.0.0.1:9';

export const identityOperations: Operations = {
  apiKeys: nothing,
  communities: nothing,
  invitations: nothing,
  linkedAccounts: nothing,
  sessions: nothing,
  trustedIssuers: nothing,
  viewer: nothing,
  customRoles: nothing,
  roleGrants: (draw) => draw.sometimes(() => ({ subjectId: subject(draw) })),
  community: (draw) =>
    draw.random.chance(0.5) ? { id: draw.some('community') } : { slug: draw.some('communitySlug') },
  deviceAuthorization: userCode,
  devices: page((_random, some) => some('device')),
  members: page((random) => random.id('mem')),
  explainDecision: (draw) => ({
    permission: draw.random.pick(['jobs:submit', 'blobs:read', 'models:publish', 'community:read']),
    ...draw.sometimes(() => ({ personId: draw.some('person') })),
    ...draw.sometimes(() => ({
      about: draw.random.pick([
        { type: 'Fleet', id: draw.some('fleet') },
        { type: 'Model', id: draw.some('model') },
        { type: 'Blob', id: draw.some('cid') },
      ]),
    })),
  }),

  createRole: (draw) => ({ input: { name: draw.word(), permissions: allowed(draw) } }),
  changeRole: (draw) => ({ input: { id: draw.some('customRole'), permissions: allowed(draw) } }),
  deleteRole: (draw) => ({ id: draw.some('customRole') }),
  grantRole: (draw) => ({
    input: {
      subjectId: subject(draw),
      role: draw.random.pick(['AUDITOR', 'DEVELOPER', draw.some('customRole')]),
      ...draw.sometimes(() => ({ scope: scope(draw) })),
    },
  }),
  revokeGrant: (draw) => ({ id: draw.some('roleGrant') }),

  rename: (draw) => ({ name: draw.word() }),
  deleteAccount: (draw) => ({ confirm: draw.word() }),
  // The community that keeps an account may end it wherever it is: that is a change in other communities, and meant.
  deleteMemberAccount: (draw) => ({ personId: draw.some('personOfOne') }),
  createApiKey: (draw) => ({ input: { name: draw.word(), roles: roles(draw) } }),
  createPersonalApiKey: (draw) => ({ input: { name: draw.word() } }),
  rotateApiKey: (draw) => ({ input: { id: draw.some('apiKey'), overlapSeconds: draw.random.below(1_000) } }),
  revokeApiKey: (draw) => ({ id: draw.some('apiKey') }),
  // Slugs are addresses, one namespace for all: that one is taken is told to everybody.
  createCommunity: (draw) => ({
    input: {
      name: draw.word(),
      slug: draw.word(),
      ...draw.sometimes(() => ({ parentId: draw.some('community') })),
    },
  }),
  approveDevice: (draw) => ({ ...userCode(draw), fleetId: draw.some('fleet') }),
  denyDevice: userCode,
  enrollDevice: (draw) => ({
    input: { fleetId: draw.some('fleet'), name: draw.word(), publicKey: draw.some('publicKey') },
  }),
  transferDevice: (draw) => ({
    input: {
      id: draw.some('device'),
      ...draw.random.pick([
        { fleetId: draw.some('fleet') },
        { ownerId: draw.some('person') },
        { fleetId: draw.some('fleet'), ownerId: draw.some('person') },
      ]),
    },
  }),
  setDeviceVouched: (draw) => ({ id: draw.some('device'), vouched: draw.random.chance(0.5) }),
  setDeviceRegion: (draw) => ({ id: draw.some('device'), region: draw.random.chance(0.5) ? 'DE' : null }),
  revokeDevice: (draw) => ({ id: draw.some('device') }),
  createInvitation: (draw) => ({ input: { roles: roles(draw), email: `${draw.word()}@example.org` } }),
  revokeInvitation: (draw) => ({ id: draw.some('invitation') }),
  acceptInvitation: (draw) => ({ code: draw.secret('invitationCode') }),
  trustIssuer: (draw) => ({ input: { issuer: nowhere, clientId: draw.word(), displayName: draw.word() } }),
  distrustIssuer: (draw) => ({ id: draw.some('trustedIssuer') }),
  unlinkAccount: (draw) => ({ id: draw.some('linkedAccount') }),
  addMember: (draw) => ({
    input: { personName: draw.word(), roles: roles(draw), email: draw.some('email') },
  }),
  setMemberRoles: (draw) => ({ input: { personId: draw.some('person'), roles: roles(draw) } }),
  removeMember: (draw) => ({ personId: draw.some('person') }),
  renamePasskey: (draw) => ({ id: draw.some('passkey'), name: draw.word() }),
  removePasskey: (draw) => ({ id: draw.some('passkey') }),
  createRecoveryCodes: nothing,
  endSession: (draw) => ({ id: draw.some('session') }),
  createSignInLink: (draw) => draw.sometimes(() => ({ personId: draw.some('person') })),
  redeemSignInCode: (draw) => ({ code: draw.random.secret() }),
  signOut: nothing,
};
