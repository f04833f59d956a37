import {
  deepestNesting,
  grantClaimSchema,
  type BuiltInRole,
  type GrantClaim,
} from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import type { CommunityRow } from '../entities/Community.js';
import { effectiveGrants, effectiveRoles, type Holding } from '../rules/inheritance.js';
import { grantScopeOf } from '../rules/grantScope.js';

/** A community, and what a person or an API key holds in it and in those it lies in. */
export interface Lineage {
  readonly community: CommunityRow;
  /** The community's id, that of the one it lies in, and so on up to the top. */
  readonly way: readonly string[];
  readonly holdings: readonly Holding[];
  /** What a person may act as in the community. */
  readonly roles: readonly BuiltInRole[];
  /** What holds in the community besides. */
  readonly grants: readonly GrantClaim[];
}

/** Whose lineage, and as of when. */
interface Subject {
  /** A person or an API key; empty: nobody. */
  readonly id: string;
  readonly now: Date;
}

interface Step {
  readonly entered: string;
  readonly slug: string;
  readonly name: string;
  readonly parent_id: string | null;
  readonly created_at: Date | string;
  readonly community: string;
  readonly roles: BuiltInRole[] | null;
  readonly grants: unknown;
}

const storedGrantsSchema = z
  .array(grantClaimSchema.omit({ on: true }).extend({ type: z.string(), value: z.string() }))
  .nullable()
  .transform((grants) =>
    (grants ?? []).map(({ type, value, ...grant }): GrantClaim => ({
      ...grant,
      on: grantScopeOf(type, value),
    })),
  );

/** How somebody stands before communities, by id or slug, across tenants: through a definer function. Unknown ones are left out. */
export async function findLineages(
  em: EntityManager,
  subject: Subject,
  asked: readonly string[],
): Promise<readonly Lineage[]> {
  if (asked.length === 0) return [];
  const steps = await em.execute<Step[]>(
    'select * from lineages_of_subject(?, array(select json_array_elements_text(?::json)), ?)',
    [subject.id, JSON.stringify(asked), deepestNesting],
  );
  const entered = [...new Set(steps.map((step) => step.entered))];
  return entered.map((id) =>
    lineageOf(
      steps.filter((step) => step.entered === id),
      subject.now,
    ),
  );
}

/** Whether somebody may enter: a member, or somebody whose roles come down from above. */
export function mayEnter({ roles, grants }: Pick<Lineage, 'roles' | 'grants'>): boolean {
  return roles.length > 0 || grants.length > 0;
}

function lineageOf(steps: readonly Step[], now: Date): Lineage {
  const [first] = steps;
  if (first === undefined) throw new Error('A lineage has at least one step.');
  const way = steps.map(({ community }) => community);
  const holdings = steps.flatMap(({ community, roles, grants: stored }) => {
    const grants = storedGrantsSchema.parse(stored);
    return roles === null && grants.length === 0 ? [] : [{ community, roles: roles ?? [], grants }];
  });
  const community = {
    id: first.entered,
    slug: first.slug,
    name: first.name,
    parentId: first.parent_id,
    createdAt: new Date(first.created_at),
  };
  return {
    community,
    way,
    holdings,
    roles: effectiveRoles(holdings, way),
    grants: effectiveGrants(holdings, way, now),
  };
}
