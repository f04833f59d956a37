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

/** Permissions an API key is limited to; null or absent: those of its roles. */
export const scopesField = z
  .array(z.enum(permissions, 'must be permissions such as jobs:submit'))
  .min(1, 'must name at least one permission, or be left out')
  .max(permissions.length, 'must name each permission once')
  .transform((scopes) => [...new Set(scopes)])
  .nullish()
  .transform((scopes) => scopes ?? null);
