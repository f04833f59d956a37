import { hostname } from 'node:os';
import { z } from 'zod';
import type { Connection } from '../client/Connection.js';
import { request } from '../client/request.js';
import { signInByDevice } from '../client/signInByDevice.js';
import { sessionSettings } from '../sessionCredential.js';
import { writeSettings, type Settings } from '../settings.js';
import type { Command, CommandContext } from './Command.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic login [LINK | --device | --key] [--url URL] [--json]';
const defaultUrl = 'http://127.0.0.1:4000';

/**
 * `aic login`: in a terminal, shows a code that is approved in a browser anywhere; with a one-time link, redeems it; with
 * `--key`, or where nobody can be asked, takes an API key. Remembers it.
 */
export const loginCommand: Command = {
  name: 'login',
  usage,
  summary: 'sign in by approving a code in a browser, with a one-time link, or with an API key',
  async run(args, context) {
    const { values, positionals } = parseWords(args, usage, { flags: ['device', 'key'], texts: ['url'] });
    const [link, ...rest] = positionals;
    const ways = [link !== undefined, values.device === true, values.key === true].filter(Boolean);
    if (rest.length > 0 || ways.length > 1) throw usageError(usage);
    const settings = await signIn(context, { link, url: values.url, wanted: wantedWay(values) });
    const viewer = await whoIs(connectionOf(settings));
    await writeSettings(context.environment.settingsFile, settings);
    if (values.json === true) context.terminal.printJson({ url: settings.url, ...viewer });
    else
      context.terminal.print(
        `Signed in to ${settings.url} as ${viewer.roles.join(', ').toLowerCase()} of ${viewer.community.name}.`,
      );
  },
};

type Way = 'DEVICE' | 'KEY';

function wantedWay({ device, key }: { readonly device?: boolean; readonly key?: boolean }): Way | undefined {
  if (device === true) return 'DEVICE';
  return key === true ? 'KEY' : undefined;
}

interface SignIn {
  readonly link: string | undefined;
  readonly url: string | undefined;
  readonly wanted: Way | undefined;
}

/** A key that is given, in the environment or by a pipe, needs nobody at the terminal. */
async function signIn(context: CommandContext, { link, url: given, wanted }: SignIn): Promise<Settings> {
  const { environment, terminal } = context;
  if (link !== undefined) return redeem(link);
  const url = (given ?? environment.url ?? defaultUrl).replace(/\/$/, '');
  const way = wanted ?? (environment.apiKey === undefined && terminal.interactive ? 'DEVICE' : 'KEY');
  if (way === 'DEVICE') return approvedInBrowser(context, url);
  return { url, apiKey: environment.apiKey ?? (await terminal.ask('API key: ')) };
}

async function approvedInBrowser({ terminal, signal }: CommandContext, url: string): Promise<Settings> {
  const tokens = await signInByDevice({
    url,
    deviceName: `aic on ${hostname()}`.slice(0, 100),
    signal,
    onCode: ({ user_code, verification_uri, verification_uri_complete }) => {
      terminal.say(`Open ${verification_uri} in a browser and enter the code ${user_code},`);
      terminal.say(`or open ${verification_uri_complete}`);
    },
    onWait: (seconds) => terminal.progress(`waiting for approval … ${clock(seconds)} left`),
  });
  terminal.clearProgress();
  return sessionSettings(url, tokens);
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function connectionOf(settings: Settings): Connection {
  return { url: settings.url, credential: 'apiKey' in settings ? settings.apiKey : settings.accessToken };
}

/** A link signs a person in for minutes; an API key with their own roles lets the program go on for 90 days. */
async function redeem(link: string): Promise<Settings> {
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
  return { url: origin, apiKey: createPersonalApiKey.secret };
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
