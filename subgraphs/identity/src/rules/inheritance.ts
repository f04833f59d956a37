import {
  activeGrants,
  builtInRoles,
  grantsPerPassport,
  isBuiltInRole,
  type BuiltInRole,
  type GrantClaim,
} from '@ai-collective/contracts';

/** The roles that hold in every community further down. To vote, build or visit somewhere, one has to belong there. */
export const inheritedRoles: ReadonlySet<BuiltInRole> = new Set(['OWNER', 'ADMIN', 'OPERATOR', 'AUDITOR']);

/** What somebody holds in one community. */
export interface Holding {
  readonly community: string;
  /** By being its member. */
  readonly roles: readonly BuiltInRole[];
  /** Besides. */
  readonly grants?: readonly GrantClaim[];
}

/**
 * What somebody may act as in a community: the roles they hold in it, and the inherited ones they hold in those it lies in.
 * Roles only ever come down: what is held in a community that is not on the way up does not count. In the order of
 * `builtInRoles`, each once.
 * @param lineage the community, the one it lies in, and so on up to the top
 */
export function effectiveRoles(
  holdings: readonly Holding[],
  lineage: readonly string[],
): readonly BuiltInRole[] {
  const [entered, ...above] = lineage;
  const held = new Set(
    holdings.flatMap(({ community, roles }) => {
      if (community === entered) return roles;
      return above.includes(community) ? roles.filter((role) => inheritedRoles.has(role)) : [];
    }),
  );
  return builtInRoles.filter((role) => held.has(role));
}

/**
 * What somebody was granted that holds in a community now: there, and for the whole of those it lies in, as far as roles
 * come down; custom ones all do. From the nearest up, as many as a passport carries.
 * @param lineage the community, the one it lies in, and so on up to the top
 */
export function effectiveGrants(
  holdings: readonly Holding[],
  lineage: readonly string[],
  now: Date,
): readonly GrantClaim[] {
  const grants = lineage.flatMap((community, distance) => {
    const held = holdings.filter((holding) => holding.community === community);
    const given = held.flatMap((holding) => holding.grants ?? []);
    return distance === 0 ? given : given.filter(comesDown);
  });
  return activeGrants(grants, now.getTime() / 1000).slice(0, grantsPerPassport);
}

function comesDown({ role, on }: GrantClaim): boolean {
  return on.type === 'COMMUNITY' && (!isBuiltInRole(role) || inheritedRoles.has(role));
}
