import { builtInRoles, type BuiltInRole } from '@ai-collective/contracts';

/** How many communities may lie inside one another: one at the top and seven below it. */
export const deepestNesting = 8;

/** The roles that hold in every community further down. To vote, build or visit somewhere, one has to belong there. */
export const inheritedRoles: ReadonlySet<BuiltInRole> = new Set(['OWNER', 'ADMIN', 'OPERATOR', 'AUDITOR']);

/** What a person holds in one community by being its member. */
export interface Holding {
  readonly community: string;
  readonly roles: readonly BuiltInRole[];
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
