import { z } from 'zod';
import type { Connection } from './Connection.js';
import { request } from './request.js';

/** What is asked of a member. */
export const memberFields = 'id roles person { id name }';

export const memberSchema = z.object({
  id: z.string(),
  roles: z.array(z.string()),
  person: z.object({ id: z.string(), name: z.string() }),
});

/** A person who belongs to a community. */
export type Member = z.infer<typeof memberSchema>;

const pageSchema = z.object({
  members: z.object({
    edges: z.array(z.object({ node: memberSchema })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const mostPages = 1_000;

/** All members of the community, in the order they joined; 100,000 at most. */
export async function allMembers(connection: Connection): Promise<readonly Member[]> {
  const found: Member[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const members: z.infer<typeof pageSchema>['members'] = await pageAfter(connection, after);
    found.push(...members.edges.map(({ node }) => node));
    if (!members.pageInfo.hasNextPage) break;
    after = members.pageInfo.endCursor;
  }
  return found;
}

async function pageAfter(connection: Connection, after: string | null) {
  const { members } = await request(connection, {
    query: `query Members($after: String) { members(first: 100, after: $after) {
      edges { node { ${memberFields} } } pageInfo { hasNextPage endCursor }
    } }`,
    variables: { after },
    data: pageSchema,
  });
  return members;
}
