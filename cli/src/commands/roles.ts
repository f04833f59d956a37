import { builtInRoles } from '@ai-collective/contracts';
import { z } from 'zod';
import type { Connection } from '../client/Connection.js';
import { request } from '../client/request.js';
import type { Terminal } from '../terminal/Terminal.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = [
  'aic roles list [--json]',
  'aic roles create NAME --permissions PERMISSIONS [--description TEXT] [--json]',
  'aic roles change ROLE --permissions PERMISSIONS [--description TEXT] [--json]',
  'aic roles delete ROLE [--json]',
  'aic roles grants [PERSON|KEY] [--json]',
  'aic roles grant ROLE PERSON|KEY [--fleet ID | --model ID | --blobs PREFIX] [--days DAYS] [--json]',
  'aic roles revoke GRANT [--json]',
].join('\n');

const roleFields = 'id name description permissions';
const roleSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
});
type Role = z.infer<typeof roleSchema>;

const grantFields = 'id subjectId role scope { type value } expiresAt';
const grantSchema = z.object({
  id: z.string(),
  subjectId: z.string(),
  role: z.string(),
  scope: z.object({ type: z.enum(['COMMUNITY', 'FLEET', 'MODEL', 'BLOBS']), value: z.string().nullable() }),
  expiresAt: z.string().nullable(),
});
type Grant = z.infer<typeof grantSchema>;

interface Shown {
  readonly value: Role | Grant;
  readonly text: string;
}

const list: Subcommand = async (args, { environment, terminal, width }) => {
  const { values, positionals } = parseWords(args, usage);
  if (positionals.length > 0) throw usageError(usage);
  const roles = await customRoles(await connect(environment));
  if (values.json === true) {
    terminal.printJson(roles);
    return;
  }
  const rows = roles.map(({ id, name, permissions }) => [id, name, permissions.join(',')]);
  for (const line of table([['ROLE', 'NAME', 'PERMISSIONS'], ...rows], width)) terminal.print(line);
};

const create: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['permissions', 'description'] });
  const [name] = words(positionals, 1);
  const { createRole } = await request(await connect(environment), {
    query: `mutation Create($input: CreateRoleInput!) { createRole(input: $input) { ${roleFields} } }`,
    variables: { input: { name, ...contents(values) } },
    data: z.object({ createRole: roleSchema }),
  });
  show(terminal, values.json, { value: createRole, text: `${described(createRole)} is there now.` });
};

const change: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['permissions', 'description'] });
  const [typed] = words(positionals, 1);
  const wanted = contents(values);
  const connection = await connect(environment);
  const role = await customRole(connection, typed);
  const { changeRole } = await request(connection, {
    query: `mutation Change($input: ChangeRoleInput!) { changeRole(input: $input) { ${roleFields} } }`,
    variables: { input: { id: role.id, description: role.description, ...wanted } },
    data: z.object({ changeRole: roleSchema }),
  });
  const text = `${described(changeRole)} allows from now on: ${changeRole.permissions.join(', ')}.`;
  show(terminal, values.json, { value: changeRole, text });
};

const remove: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage);
  const [typed] = words(positionals, 1);
  const connection = await connect(environment);
  const { deleteRole } = await request(connection, {
    query: `mutation Delete($id: ID!) { deleteRole(id: $id) { ${roleFields} } }`,
    variables: { id: (await customRole(connection, typed)).id },
    data: z.object({ deleteRole: roleSchema }),
  });
  show(terminal, values.json, {
    value: deleteRole,
    text: `${described(deleteRole)} is gone, with all that was granted of it.`,
  });
};

const grants: Subcommand = async (args, { environment, terminal, width }) => {
  const { values, positionals } = parseWords(args, usage);
  const [subjectId = null, ...rest] = positionals;
  if (rest.length > 0) throw usageError(usage);
  const connection = await connect(environment);
  const { roleGrants } = await request(connection, {
    query: `query Grants($subjectId: ID) { roleGrants(subjectId: $subjectId) { ${grantFields} } }`,
    variables: { subjectId },
    data: z.object({ roleGrants: z.array(grantSchema) }),
  });
  if (values.json === true) {
    terminal.printJson(roleGrants);
    return;
  }
  const names = new Map((await customRoles(connection)).map(({ id, name }) => [id, name]));
  const rows = roleGrants.map((grant) => [
    grant.id,
    grant.subjectId,
    names.get(grant.role) ?? grant.role.toLowerCase(),
    placeOf(grant),
    grant.expiresAt?.slice(0, 16) ?? 'for good',
  ]);
  for (const line of table([['GRANT', 'TO', 'ROLE', 'FOR', 'UNTIL'], ...rows], width)) terminal.print(line);
};

const grant: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['fleet', 'model', 'blobs', 'days'] });
  const [typed, subjectId] = words(positionals, 2);
  const scope = scopeOf(values);
  const expiresAt = values.days === undefined ? null : inDays(values.days);
  const connection = await connect(environment);
  const role = builtIn(typed) ?? (await customRole(connection, typed)).id;
  const { grantRole } = await request(connection, {
    query: `mutation Grant($input: GrantRoleInput!) { grantRole(input: $input) { ${grantFields} } }`,
    variables: { input: { subjectId, role, scope, expiresAt } },
    data: z.object({ grantRole: grantSchema }),
  });
  const until = grantRole.expiresAt === null ? 'for good' : `until ${grantRole.expiresAt}`;
  const text = `${grantRole.id}: ${subjectId} is ${typed.toLowerCase()} for ${placeOf(grantRole)}, ${until}.`;
  show(terminal, values.json, { value: grantRole, text });
};

const revoke: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage);
  const [id] = words(positionals, 1);
  const { revokeGrant } = await request(await connect(environment), {
    query: `mutation Revoke($id: ID!) { revokeGrant(id: $id) { ${grantFields} } }`,
    variables: { id },
    data: z.object({ revokeGrant: grantSchema }),
  });
  show(terminal, values.json, {
    value: revokeGrant,
    text: `${revokeGrant.id} of ${revokeGrant.subjectId} is revoked.`,
  });
};

const subcommands = new Map([
  ['list', list],
  ['create', create],
  ['change', change],
  ['delete', remove],
  ['grants', grants],
  ['grant', grant],
  ['revoke', revoke],
]);

/** `aic roles`: the community's own roles, and roles given for a part of it or for a time. */
export const rolesCommand: Command = {
  name: 'roles',
  usage,
  summary: "make the community's own roles, and give roles for a part of it or for a time",
  run: async ([name, ...args], context) => subcommandOf(subcommands, name, usage)(args, context),
};

async function customRoles(connection: Connection): Promise<readonly Role[]> {
  const { customRoles: roles } = await request(connection, {
    query: `query Roles { customRoles { ${roleFields} } }`,
    data: z.object({ customRoles: z.array(roleSchema) }),
  });
  return roles;
}

/** One of the community's own roles, by its name or its id. */
async function customRole(connection: Connection, typed: string): Promise<Role> {
  const roles = await customRoles(connection);
  const role = roles.find(({ id, name }) => id === typed || name === typed);
  if (role !== undefined) return role;
  const names = roles.map(({ name }) => name).join(', ');
  throw usageError(
    usage,
    `The community has no role "${typed}"${names === '' ? '' : `. Its own are: ${names}`}.`,
  );
}

function builtIn(typed: string): string | undefined {
  return builtInRoles.find((role) => role === typed.toUpperCase());
}

function words(positionals: readonly string[], count: 1): [string];
function words(positionals: readonly string[], count: 2): [string, string];
function words(positionals: readonly string[], count: number): readonly string[] {
  if (positionals.length !== count) throw usageError(usage);
  return positionals;
}

function contents(values: { readonly permissions?: string; readonly description?: string }) {
  if (values.permissions === undefined)
    throw usageError(usage, 'Say what the role allows: --permissions jobs:submit,jobs:read');
  const permissions = values.permissions.split(',').map((permission) => permission.trim());
  return values.description === undefined
    ? { permissions }
    : { permissions, description: values.description };
}

function scopeOf(values: { readonly fleet?: string; readonly model?: string; readonly blobs?: string }) {
  const given = (
    [
      ['FLEET', values.fleet],
      ['MODEL', values.model],
      ['BLOBS', values.blobs],
    ] as const
  ).flatMap(([type, value]) => (value === undefined ? [] : [{ type, value }]));
  if (given.length > 1) throw usageError(usage, 'Give one of --fleet, --model and --blobs, or none.');
  return given[0] ?? null;
}

function placeOf({ scope: { type, value } }: Grant): string {
  switch (type) {
    case 'COMMUNITY':
      return 'the community';
    case 'FLEET':
    case 'MODEL':
      return value ?? '';
    case 'BLOBS':
      return `blobs ${value ?? ''}…`;
  }
}

function inDays(text: string): string {
  const days = Number(text);
  if (!(days > 0 && days <= 366)) throw usageError(usage, '--days must be a number from above 0 to 366.');
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

function described({ id, name }: Role): string {
  return `${name} (${id})`;
}

/** Shows a result as JSON, where that was asked for, or in words. */
function show(terminal: Terminal, json: boolean | undefined, result: Shown): void {
  if (json === true) terminal.printJson(result.value);
  else terminal.print(result.text);
}
