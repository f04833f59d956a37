import { hostname } from 'node:os';
import { z } from 'zod';
import type { Connection } from '../client/Connection.js';
import { request } from '../client/request.js';
import { writeSettings } from '../settings.js';
import type { Command, CommandContext } from './Command.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic login [LINK] [--url URL] [--json]';
const defaultUrl = 'http://127.0.0.1:4000';

/** `aic login LINK`: redeems a one-time sign-in link, or takes an API key, and remembers it. */
export const loginCommand: Command = {
  name: 'login',
  usage,
  summary: 'sign in with a one-time link, or with an API key that is asked for',
  async run(args, context) {
    const { values, positionals } = parseWords(args, usage, { texts: ['url'] });
    const [link, ...rest] = positionals;
    if (rest.length > 0) throw usageError(usage);
    const connection = await connectionFor(context, link, values.url);
    const viewer = await whoIs(connection);
    await writeSettings(context.environment.settingsFile, {
      url: connection.url,
      apiKey: connection.credential,
    });
    if (values.json === true) context.terminal.printJson({ url: connection.url, ...viewer });
    else
      context.terminal.print(
        `Signed in to ${connection.url} as ${viewer.roles.join(', ').toLowerCase()} of ${viewer.community.name}.`,
      );
  },
};

type SignedIn = Connection & { readonly credential: string };

async function connectionFor(
  { environment, terminal }: CommandContext,
  link: string | undefined,
  url: string | undefined,
): Promise<SignedIn> {
  if (link !== undefined) return redeem(link);
  const credential = environment.apiKey ?? (await terminal.ask('API key: '));
  return { url: (url ?? environment.url ?? defaultUrl).replace(/\/$/, ''), credential };
}

/** A link signs a person in for minutes; an API key with their own roles lets the program go on for 90 days. */
async function redeem(link: string): Promise<SignedIn> {
  const { origin, code } = parseLink(link);
  const { redeemSignInCode } = await request(
    { url: origin },
    {
      query:
        'mutation Redeem($code: String!) { redeemSignInCode(code: $code) { accessToken community { id } } }',
      variables: { code },
      data: z.object({
        redeemSignInCode: z.object({
          accessToken: z.string(),
          community: z.object({ id: z.string() }).nullable(),
        }),
      }),
    },
  );
  const { accessToken, community } = redeemSignInCode;
  const { createPersonalApiKey } = await request(
    { url: origin, credential: accessToken, community: community?.id },
    {
      query:
        'mutation Key($input: CreatePersonalApiKeyInput!) { createPersonalApiKey(input: $input) { secret } }',
      variables: { input: { name: `aic on ${hostname()}`.slice(0, 100) } },
      data: z.object({ createPersonalApiKey: z.object({ secret: z.string() }) }),
    },
  );
  return { url: origin, credential: createPersonalApiKey.secret };
}

function parseLink(link: string): { readonly origin: string; readonly code: string } {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const code = url?.searchParams.get('code');
  if (url === undefined || code == null) throw usageError(usage, 'That is not a sign-in link.');
  return { origin: url.origin, code };
}

async function whoIs(connection: Connection) {
  const { viewer } = await request(connection, {
    query: '{ viewer { roles community { id name } } }',
    data: z.object({
      viewer: z.object({
        roles: z.array(z.string()),
        community: z.object({ id: z.string(), name: z.string() }),
      }),
    }),
  });
  return viewer;
}
