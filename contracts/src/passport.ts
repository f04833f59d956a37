import { z } from 'zod';
import { builtInRoles, permissions } from './roles.js';

/** HTTP header in which the gateway sends the passport to a subgraph. */
export const passportHeader = 'x-aic-passport';

/** `iss` of every passport. */
export const passportIssuer = 'aic-gateway';

/** Longest life of a passport, in seconds. */
export const passportLifetimeSeconds = 60;

/** The only signature algorithm a passport may use. */
export const passportAlgorithm = 'EdDSA';

export const subgraphNames = ['identity', 'compute', 'storage', 'governance'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** Who is asking: a person, a service with an API key, a device, the gateway itself, or nobody signed in. */
export const principalKinds = ['PERSON', 'SERVICE', 'DEVICE', 'GATEWAY', 'ANONYMOUS'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/**
 * The claims of a passport: what a subgraph knows about who asks.
 * `sub` is a person, API key or device id; `community` is empty when no community was chosen;
 * `scopes` is null when the principal is limited by its roles only; `session` is the id of a person's session.
 */
export const passportClaimsSchema = z.object({
  iss: z.literal(passportIssuer),
  aud: z.enum(subgraphNames),
  sub: z.string(),
  kind: z.enum(principalKinds),
  community: z.string(),
  roles: z.array(z.enum(builtInRoles)).readonly(),
  scopes: z.array(z.enum(permissions)).readonly().nullable(),
  policyVersion: z.int().nonnegative(),
  session: z.string().optional(),
  iat: z.int(),
  exp: z.int(),
});

export type PassportClaims = z.infer<typeof passportClaimsSchema>;

/** What identity answers when the gateway asks whose credential it was given. */
export const resolvedCredentialSchema = passportClaimsSchema
  .pick({ sub: true, kind: true, community: true, roles: true, scopes: true, session: true })
  .extend({
    expiresAt: z.int().nullable().describe('Unix seconds after which the credential is void; null: never'),
  });

export type ResolvedCredential = z.infer<typeof resolvedCredentialSchema>;
