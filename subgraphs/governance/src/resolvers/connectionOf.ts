import { errors } from '../errors.js';
import { cursorOf, positionOf, type Page, type PageRequest } from '../rules/page.js';

/** A page as Relay wants it. Lists only go forward, so there is always something before a page that continues. */
export function connectionOf<Row, Node>(
  page: Page<Row>,
  after: string | null | undefined,
  show: { readonly position: (row: Row) => number; readonly node: (row: Row) => Node },
) {
  const edges = page.rows.map((row) => ({ node: show.node(row), cursor: cursorOf(show.position(row)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after != null && edges.length > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** What part of a list is wanted. Throws CURSOR_INVALID. */
export function pageRequest(first: number | null | undefined, after: string | null | undefined): PageRequest {
  const position = after == null ? null : positionOf(after);
  if (position === undefined) throw errors.CURSOR_INVALID();
  return { first: first ?? null, after: position };
}
