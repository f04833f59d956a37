import type { PrincipalKind } from '../passport.js';
import { permissions, type Permission } from '../roles.js';
import { deviceWorkSchema } from './deviceWork.js';
import { thingsOf, thingTypes } from './resources.js';

/** The Cedar entity type of each kind of principal. */
export const principalTypes = {
  PERSON: 'Person',
  SERVICE: 'Service',
  DEVICE: 'Device',
  GATEWAY: 'Gateway',
  ANONYMOUS: 'Visitor',
} as const satisfies Readonly<Record<PrincipalKind, string>>;

const principals = Object.values(principalTypes).join(', ');

/**
 * The vocabulary of every policy, in Cedar's schema language: who asks, for which permission, about what. Communities
 * lie in nothing here, though they nest: being allowed something in one says nothing about those inside it. A principal is
 * in its built-in roles by name, and in custom ones by id (`Role::"rol_…"`), where these hold for the resource; `granted`
 * says whether one of the custom ones has the permission.
 */
export const cedarSchema = `
entity Role;
entity Community;
entity ${thingTypes.join(', ')} in [Community];
entity ${principals} in [Role] {
  "community": Community,
  "scopes"?: Set<String>
};
${permissions.map(actionOf).join('\n')}
${deviceWorkSchema}
`;

function actionOf(permission: Permission): string {
  const resources = ['Community', ...(thingsOf[permission] ?? [])].join(', ');
  return `action "${permission}" appliesTo {
  principal: [${principals}],
  resource: [${resources}],
  context: { "permission": String, "granted": Bool }
};`;
}
