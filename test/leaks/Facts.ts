import { communityKeys, type CommunityKey, type Person } from './communities.js';

/** What arguments can be drawn from: things that exist, by what they are. */
export const kinds = {
  community: 'com',
  person: 'per',
  /** Somebody who is in one community only. */
  personOfOne: 'per',
  apiKey: 'key',
  device: 'dev',
  /** A device that has run tasks. */
  worker: 'dev',
  invitation: 'inv',
  trustedIssuer: 'iss',
  session: 'ses',
  passkey: 'psk',
  linkedAccount: 'lnk',
  fleet: 'flt',
  model: 'mdl',
  modelVersion: 'mdv',
  customRole: 'rol',
  roleGrant: 'grt',
  job: 'job',
  task: 'tsk',
  proposal: 'prp',
  communitySlug: 'word',
  modelSlug: 'word',
  fleetName: 'word',
  email: 'email',
  publicKey: 'secret',
  invitationCode: 'secret',
  cid: 'cid',
  content: 'content',
} as const;
export type Kind = keyof typeof kinds;

/** What is in a community, by kind. */
export type Things = Readonly<Record<Kind, readonly string[]>>;

/** What the communities are, who is in them, and what they have. */
export interface Facts {
  readonly ids: Readonly<Record<CommunityKey, string>>;
  readonly people: readonly Person[];
  readonly things: Readonly<Record<CommunityKey, Things>>;
}

/** Something for each community. */
export function forEach<T>(make: (community: CommunityKey) => T): Readonly<Record<CommunityKey, T>> {
  return Object.fromEntries(communityKeys.map((key) => [key, make(key)])) as Record<CommunityKey, T>;
}

/** A text that says whose it is, and cannot be anybody else's. */
export function mark(community: CommunityKey, what: string): string {
  return `zq-${community}-${what}`;
}
