import {
  permissions,
  thingsOf,
  thingTypes,
  type PassportClaims,
  type Permission,
} from '@ai-collective/contracts';
import { DeniedError, type AuthorizedResource, type Decision } from '@ai-collective/platform';
import { z } from 'zod';
import { errors } from '../errors.js';
import { findLineages, mayEnter } from './findLineages.js';
import { parseInput } from './parseInput.js';
import type { Services } from './Services.js';

const inputSchema = z.object({
  permission: z.enum(permissions, 'must be a permission such as jobs:submit'),
  personId: z.string().nullish(),
  about: z.object({ type: z.enum(thingTypes), id: z.string().min(1).max(200) }).nullish(),
});

/**
 * What is decided for somebody, now, and which policies determine it. Anybody may ask about themselves; about another
 * member it takes `members:read` and `policies:read`.
 * Throws MEMBER_NOT_FOUND, BAD_USER_INPUT or a denial.
 */
export async function explainDecision(
  services: Services,
  passport: PassportClaims,
  input: unknown,
): Promise<Decision> {
  const { community } = passport;
  if (passport.kind === 'ANONYMOUS')
    throw new DeniedError({ permission: 'community:read', community }, 'UNAUTHENTICATED', 'Sign in first.');
  const { permission, personId, about } = parseInput(inputSchema, input);
  if (about != null && !(thingsOf[permission] ?? []).includes(about.type))
    throw errors.BAD_USER_INPUT({
      field: 'about.type',
      problem: `is nothing that ${permission} is asked about`,
    });
  const concerned =
    personId == null || personId === passport.sub ? passport : await passportOf(services, passport, personId);
  const resource: AuthorizedResource = about == null ? { community } : { community, ...about };
  return services.decide(concerned, permission, resource);
}

/** The claims another member would come with, without scopes. */
async function passportOf(
  services: Services,
  passport: PassportClaims,
  personId: string,
): Promise<PassportClaims> {
  const needed: readonly Permission[] = ['members:read', 'policies:read'];
  for (const permission of needed) services.authorize(passport, permission);
  const { community } = passport;
  const subject = { id: personId, now: services.clock() };
  const [lineage] = await services.database.withoutTenant((em) => findLineages(em, subject, [community]));
  if (lineage === undefined || !mayEnter(lineage)) throw errors.MEMBER_NOT_FOUND();
  const { roles, grants } = lineage;
  return { ...passport, kind: 'PERSON', sub: personId, roles, grants, scopes: null };
}
