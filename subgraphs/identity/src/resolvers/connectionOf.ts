import { cursorOf, type Page } from '../rules/page.js';

/** A page as Relay wants it. Lists only go forward, so there is always something before a page that continues. */
export function connectionOf<Row extends { readonly id: string }>(
  page: Page<Row>,
  after: string | null | undefined,
) {
  const edges = page.rows.map((node) => ({ node, cursor: cursorOf(node.id) }));
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
