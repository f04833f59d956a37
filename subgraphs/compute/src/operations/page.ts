import { errors } from '../errors.js';
import { decodeCursor, encodeCursor } from '../rules/cursor.js';

/** What a caller asks of a list, as in the Relay specification, forwards only. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** One page of a list, and whether there is more. */
export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const largestPage = 100;

/** Where a page starts: the place of the last row seen, or null. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export function placeOf({ first, after }: PageRequest, pattern: RegExp): string | null {
  if (first < 1 || first > largestPage) throw errors.PAGE_SIZE_INVALID();
  if (after == null) return null;
  const place = decodeCursor(after, pattern);
  if (place === null) throw errors.CURSOR_INVALID();
  return place;
}

/** Makes a page of up to `first` rows, of which one more was loaded to see whether there is a next page. */
export function pageOf<Node>(
  rows: readonly Node[],
  { first, after }: PageRequest,
  placeOfRow: (row: Node) => string,
): Page<Node> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: encodeCursor(placeOfRow(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
