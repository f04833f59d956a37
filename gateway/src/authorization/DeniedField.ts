import type { SelectionNode } from 'graphql';

/** A selected field that the caller may not have. */
export interface DeniedField {
  /** Response keys, without positions in lists: the field was never fetched. */
  readonly path: readonly string[];
  /** The field, on each object type that denies it: `User.email`. */
  readonly coordinates: readonly string[];
}

/** A denied field as an operation selects it, which `@skip` and `@include` may still leave out. */
export interface DeniedSelection extends DeniedField {
  /** The field and what is around it, where these carry directives. */
  readonly conditional: readonly SelectionNode[];
}

/** One denied field for each path. */
export function mergePaths(fields: readonly DeniedField[]): readonly DeniedField[] {
  const merged = new Map<string, { readonly path: readonly string[]; readonly coordinates: Set<string> }>();
  for (const { path, coordinates } of fields) {
    const key = JSON.stringify(path);
    const known = merged.get(key) ?? { path, coordinates: new Set() };
    for (const coordinate of coordinates) known.coordinates.add(coordinate);
    merged.set(key, known);
  }
  return [...merged.values()].map(({ path, coordinates }) => ({ path, coordinates: [...coordinates] }));
}
