import type { BuiltInRole } from '@ai-collective/contracts';

/** Three communities, each inside the one before, and one that has nothing to do with them. */
export const communityKeys = ['alder', 'beech', 'chestnut', 'dogwood'] as const;
export type CommunityKey = (typeof communityKeys)[number];

/** The community each lies in. */
export const parents: Readonly<Record<CommunityKey, CommunityKey | null>> = {
  alder: null,
  beech: 'alder',
  chestnut: 'beech',
  dogwood: null,
};

/** A community, the one it lies in, and so on up to the top. */
export function wayUp(community: CommunityKey): readonly CommunityKey[] {
  const parent = parents[community];
  return parent === null ? [community] : [community, ...wayUp(parent)];
}

/** Somebody, and what they hold where. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** The community that keeps the account. */
  readonly home: CommunityKey;
  readonly roles: Readonly<Partial<Record<CommunityKey, readonly BuiltInRole[]>>>;
}

const comingDown: readonly BuiltInRole[] = ['OWNER', 'ADMIN', 'OPERATOR', 'AUDITOR'];

/** What somebody may act as in a community: its own roles, and those of the communities above that come down. */
export function rolesIn(roles: Person['roles'], community: CommunityKey): readonly BuiltInRole[] {
  const [own, ...above] = wayUp(community).map((key) => roles[key] ?? []);
  return [...new Set([...(own ?? []), ...above.flat().filter((role) => comingDown.includes(role))])];
}
