import { builtInRoles, principalKinds, type BuiltInRole, type PrincipalKind } from '@ai-collective/contracts';
import { registerEnumType } from 'type-graphql';

/** The built-in roles as a GraphQL enum. */
export const Role = asEnum(builtInRoles);

/** The kinds of principals as a GraphQL enum. */
export const Kind = asEnum(principalKinds);

const roleDescriptions: Readonly<Record<BuiltInRole, string>> = {
  OWNER: 'May do everything, and make others owners. A community always has one.',
  ADMIN: 'May do everything but make or unmake owners.',
  OPERATOR: 'Runs fleets and devices, and may do what developers may.',
  DEVELOPER: 'Publishes models, runs jobs, and stores blobs.',
  MEMBER: 'Sees what the community has and does.',
  AUDITOR: 'A member who may also read the audit log.',
  GUEST: 'Sees the community and its models.',
};

const kindDescriptions: Readonly<Record<PrincipalKind, string>> = {
  PERSON: 'A person who has signed in.',
  SERVICE: 'A program with an API key.',
  DEVICE: 'An executor with a device key.',
  GATEWAY: 'The gateway itself.',
  ANONYMOUS: 'Nobody has signed in.',
};

registerEnumType(Role, {
  name: 'Role',
  description: 'What somebody may do in a community.',
  valuesConfig: described(roleDescriptions),
});

registerEnumType(Kind, {
  name: 'PrincipalKind',
  description: 'Who can ask.',
  valuesConfig: described(kindDescriptions),
});

function asEnum<Name extends string>(names: readonly Name[]): Readonly<Record<Name, Name>> {
  return Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
}

function described<Name extends string>(descriptions: Readonly<Record<Name, string>>) {
  const entries = Object.entries<string>(descriptions).map(([name, description]) => [name, { description }]);
  return Object.fromEntries(entries) as Record<Name, { description: string }>;
}
