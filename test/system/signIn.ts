import { z } from 'zod';
import type { Api } from './Api.js';

const membersSchema = z.object({
  members: z.object({
    edges: z.array(
      z.object({ node: z.object({ roles: z.array(z.string()), person: z.object({ id: z.string() }) }) }),
    ),
  }),
});

/** Makes a one-time link that signs the community's owner in. */
export async function ownersLink(api: Api): Promise<string> {
  const { members } = await api.ask(membersSchema, {
    query: '{ members(first: 50) { edges { node { roles person { id } } } } }',
  });
  const owner = members.edges.find(({ node }) => node.roles.includes('OWNER'))?.node.person.id;
  const { createSignInLink } = await api.ask(z.object({ createSignInLink: z.object({ url: z.string() }) }), {
    query: 'mutation Link($personId: ID) { createSignInLink(personId: $personId) { url } }',
    variables: { personId: owner },
  });
  return createSignInLink.url;
}

/** The code in a sign-in link. */
export function codeOf(link: string): string {
  const code = new URL(link).searchParams.get('code');
  if (code === null) throw new Error('The link has no code.');
  return code;
}

/** Redeems a sign-in link and answers the API as that person. */
export async function signedIn(api: Api, link: string): Promise<Api> {
  const { redeemSignInCode } = await api
    .as({})
    .ask(z.object({ redeemSignInCode: z.object({ accessToken: z.string() }) }), {
      query: 'mutation Redeem($code: String!) { redeemSignInCode(code: $code) { accessToken } }',
      variables: { code: codeOf(link) },
    });
  return api.as({ credential: redeemSignInCode.accessToken });
}

/** A second community of the owner's, and the API with a key of it that may do everything there. */
export async function secondCommunity(api: Api, slug: string): Promise<Api> {
  const owner = await signedIn(api, await ownersLink(api));
  const { createCommunity } = await owner.ask(z.object({ createCommunity: z.object({ id: z.string() }) }), {
    query: 'mutation Community($input: CreateCommunityInput!) { createCommunity(input: $input) { id } }',
    variables: { input: { slug, name: slug } },
  });
  const { createApiKey } = await owner
    .as({ credential: owner.connection.credential, community: createCommunity.id })
    .ask(z.object({ createApiKey: z.object({ secret: z.string() }) }), {
      query: 'mutation Key($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      variables: { input: { name: 'all of it', roles: ['OWNER'] } },
    });
  return api.as({ credential: createApiKey.secret });
}
