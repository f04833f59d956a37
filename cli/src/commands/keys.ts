import { z } from 'zod';
import { request } from '../client/request.js';
import type { Terminal } from '../terminal/Terminal.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseRoles } from './parseRoles.js';
import { parseWords, usageError } from './parseWords.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = [
  'aic keys list [--json]',
  'aic keys create NAME --roles ROLES [--scopes SCOPES] [--days DAYS] [--json]',
  'aic keys rotate ID [--overlap SECONDS] [--json]',
  'aic keys revoke ID [--json]',
].join('\n');

const keyFields = 'id name roles scopes personId createdAt expiresAt revokedAt lastUsedAt';

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()).nullable(),
  personId: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});

type Key = z.infer<typeof keySchema>;

const newKeySchema = z.object({ secret: z.string(), apiKey: keySchema });

const list: Subcommand = async (args, { environment, terminal, width }) => {
  const { values, positionals } = parseWords(args, usage);
  if (positionals.length > 0) throw usageError(usage);
  const { apiKeys } = await request(await connect(environment), {
    query: `query Keys { apiKeys { ${keyFields} } }`,
    data: z.object({ apiKeys: z.array(keySchema) }),
  });
  if (values.json === true) {
    terminal.printJson(apiKeys);
    return;
  }
  const rows = apiKeys.map((key) => [key.id, standing(key), key.roles.join(',').toLowerCase(), key.name]);
  for (const line of table([['KEY', 'STANDING', 'ROLES', 'NAME'], ...rows], width)) terminal.print(line);
};

const create: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['roles', 'scopes', 'days'] });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw usageError(usage);
  const input = {
    name,
    roles: parseRoles(values.roles, usage),
    scopes: values.scopes?.split(',').map((scope) => scope.trim()) ?? null,
    expiresAt: values.days === undefined ? null : inDays(positive(values.days, '--days')),
  };
  const { createApiKey } = await request(await connect(environment), {
    query: `mutation Create($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { secret apiKey { ${keyFields} } }
    }`,
    variables: { input },
    data: z.object({ createApiKey: newKeySchema }),
  });
  show(terminal, createApiKey, values.json);
};

const rotate: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['overlap'] });
  const id = onlyId(positionals);
  const overlap = values.overlap === undefined ? {} : { overlapSeconds: seconds(values.overlap) };
  const { rotateApiKey } = await request(await connect(environment), {
    query: `mutation Rotate($input: RotateApiKeyInput!) {
      rotateApiKey(input: $input) { secret apiKey { ${keyFields} } }
    }`,
    variables: { input: { id, ...overlap } },
    data: z.object({ rotateApiKey: newKeySchema }),
  });
  show(terminal, rotateApiKey, values.json);
};

const revoke: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage);
  const { revokeApiKey } = await request(await connect(environment), {
    query: `mutation Revoke($id: ID!) { revokeApiKey(id: $id) { ${keyFields} } }`,
    variables: { id: onlyId(positionals) },
    data: z.object({ revokeApiKey: keySchema }),
  });
  if (values.json === true) terminal.printJson(revokeApiKey);
  else terminal.print(`${revokeApiKey.id} (${revokeApiKey.name}) is revoked.`);
};

const subcommands = new Map([
  ['list', list],
  ['create', create],
  ['rotate', rotate],
  ['revoke', revoke],
]);

/** `aic keys`: the community's API keys. */
export const keysCommand: Command = {
  name: 'keys',
  usage,
  summary: "list, create, rotate and revoke the community's API keys",
  run: async ([name, ...args], context) => subcommandOf(subcommands, name, usage)(args, context),
};

function standing({ revokedAt, expiresAt }: Key): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'works';
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : `until ${expiresAt.slice(0, 10)}`;
}

/** The secret alone is the result, so that it can be piped on; the rest is said beside it. */
function show(terminal: Terminal, { secret, apiKey }: z.infer<typeof newKeySchema>, json?: boolean): void {
  if (json === true) {
    terminal.printJson({ secret, apiKey });
    return;
  }
  terminal.say(`${apiKey.id} (${apiKey.name}): this is its secret, which cannot be shown again.`);
  terminal.print(secret);
}

function onlyId([id, ...rest]: readonly string[]): string {
  if (id === undefined || rest.length > 0) throw usageError(usage);
  return id;
}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw usageError(usage, `${option} must be a number above 0.`);
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw usageError(usage, '--overlap must be a whole number of seconds.');
  return value;
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
