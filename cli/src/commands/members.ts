import { z } from 'zod';
import { allMembers, memberFields, memberSchema, type Member } from '../client/allMembers.js';
import { request } from '../client/request.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseRoles } from './parseRoles.js';
import { parseWords, usageError } from './parseWords.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = [
  'aic members list [--json]',
  'aic members add NAME --roles ROLES [--email ADDRESS] [--json]',
  'aic members set-roles PERSON --roles ROLES [--json]',
  'aic members remove PERSON [--json]',
].join('\n');

const list: Subcommand = async (args, { environment, terminal, width }) => {
  const { values, positionals } = parseWords(args, usage);
  if (positionals.length > 0) throw usageError(usage);
  const members = await allMembers(await connect(environment));
  if (values.json === true) {
    terminal.printJson(members);
    return;
  }
  const rows = members.map(({ person, roles }) => [person.id, rolesOf({ roles }), person.name]);
  for (const line of table([['PERSON', 'ROLES', 'NAME'], ...rows], width)) terminal.print(line);
};

const add: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['roles', 'email'] });
  const personName = only(positionals);
  const input = { personName, email: values.email ?? null, roles: parseRoles(values.roles, usage) };
  const { addMember } = await request(await connect(environment), {
    query: `mutation Add($input: AddMemberInput!) { addMember(input: $input) { ${memberFields} } }`,
    variables: { input },
    data: z.object({ addMember: memberSchema }),
  });
  if (values.json === true) terminal.printJson(addMember);
  else terminal.print(`${described(addMember)} is a member now: ${rolesOf(addMember)}.`);
};

const setRoles: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['roles'] });
  const input = { personId: only(positionals), roles: parseRoles(values.roles, usage) };
  const { setMemberRoles } = await request(await connect(environment), {
    query: `mutation SetRoles($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { ${memberFields} } }`,
    variables: { input },
    data: z.object({ setMemberRoles: memberSchema }),
  });
  if (values.json === true) terminal.printJson(setMemberRoles);
  else terminal.print(`${described(setMemberRoles)}: ${rolesOf(setMemberRoles)}.`);
};

const remove: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage);
  const { removeMember } = await request(await connect(environment), {
    query: `mutation Remove($personId: ID!) { removeMember(personId: $personId) { ${memberFields} } }`,
    variables: { personId: only(positionals) },
    data: z.object({ removeMember: memberSchema }),
  });
  if (values.json === true) terminal.printJson(removeMember);
  else terminal.print(`${described(removeMember)} is no member any more.`);
};

const subcommands = new Map([
  ['list', list],
  ['add', add],
  ['set-roles', setRoles],
  ['remove', remove],
]);

/** `aic members`: who belongs to the community, and as what. */
export const membersCommand: Command = {
  name: 'members',
  usage,
  summary: 'list, add and remove members of the community, and set their roles',
  run: async ([name, ...args], context) => subcommandOf(subcommands, name, usage)(args, context),
};

function only([word, ...rest]: readonly string[]): string {
  if (word === undefined || rest.length > 0) throw usageError(usage);
  return word;
}

function described({ person }: Member): string {
  return `${person.name} (${person.id})`;
}

function rolesOf({ roles }: Pick<Member, 'roles'>): string {
  return roles.join(', ').toLowerCase();
}
