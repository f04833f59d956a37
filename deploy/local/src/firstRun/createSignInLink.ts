import { request, type Connection } from '@ai-collective/cli';
import { z } from 'zod';

const membersSchema = z.object({
  members: z.object({
    edges: z.array(
      z.object({ node: z.object({ roles: z.array(z.string()), person: z.object({ id: z.string() }) }) }),
    ),
  }),
});

/** Makes a one-time link that signs the community's owner in. */
export async function createSignInLink(connection: Connection): Promise<string> {
  const { members } = await request(connection, {
    query: '{ members(first: 50) { edges { node { roles person { id } } } } }',
    data: membersSchema,
  });
  const owner = members.edges.find(({ node }) => node.roles.includes('OWNER'))?.node.person.id;
  const { createSignInLink: link } = await request(connection, {
    query: 'mutation Link($personId: ID) { createSignInLink(personId: $personId) { url } }',
    variables: { personId: owner },
    data: z.object({ createSignInLink: z.object({ url: z.string() }) }),
  });
  return link.url;
}
