import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';

/** A way through the data: a member, the objects of some types only, or every item of a list. */
export type PathSegment =
  | { readonly kind: 'member'; readonly key: string }
  | { readonly kind: 'type'; readonly conditions: readonly string[] }
  | { readonly kind: 'items' };

export type PlannedPath = readonly PathSegment[];

/** A planner's path. It ends at objects, so the items of lists at its end are meant, too. */
export function plannedPath(segments: readonly FlattenNodePathSegment[]): PlannedPath {
  const path = segments.map((segment): PathSegment => {
    if (segment === '@') return { kind: 'items' };
    if ('TypeCondition' in segment) return { kind: 'type', conditions: segment.TypeCondition };
    return { kind: 'member', key: segment.Field };
  });
  return path.at(-1)?.kind === 'items' ? path : [...path, { kind: 'items' }];
}
