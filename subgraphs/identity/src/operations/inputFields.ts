import { builtInRoles, permissions } from '@ai-collective/contracts';
import { z } from 'zod';

/** A name of a person, community, key or device: 1 to 100 characters, no control characters, trimmed. */
export const nameField = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have 100 characters at most')
  .regex(/^\P{Cc}*$/u, 'must not have control characters');

/** An e-mail address in lower case, or null. */
export const emailField = z
  .email('must be an e-mail address')
  .max(254)
  .nullish()
  .transform((email) => email?.toLowerCase() ?? null);

/** At least one built-in role, each once. */
export const rolesField = z
  .array(z.enum(builtInRoles))
  .min(1, 'must name at least one role')
  .max(builtInRoles.length, 'must name each role once')
  .transform((roles) => [...new Set(roles)]);

/** A custom role's name: lower-case letters, digits and inner hyphens, so that it is never one of the built-in ones. */
export const roleNameField = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'must be 1 to 40 lower-case letters, digits and inner hyphens',
  );

/** What a role is for; empty unless given. */
export const roleDescriptionField = z
  .string()
  .trim()
  .max(500, 'must have 500 characters at most')
  .regex(/^[^\p{Cc}]*$/u, 'must not have control characters')
  .nullish()
  .transform((text) => text ?? '');

/** At least one permission, each once. */
export const permissionsField = z
  .array(z.enum(permissions, 'must be permissions such as jobs:submit'))
  .min(1, 'must name at least one permission')
  .max(permissions.length, 'must name each permission once')
  .transform((all) => [...new Set(all)]);

/** Permissions an API key is limited to; null or absent: those of its roles. */
export const scopesField = z
  .array(z.enum(permissions, 'must be permissions such as jobs:submit'))
  .min(1, 'must name at least one permission, or be left out')
  .max(permissions.length, 'must name each permission once')
  .transform((scopes) => [...new Set(scopes)])
  .nullish()
  .transform((scopes) => scopes ?? null);
