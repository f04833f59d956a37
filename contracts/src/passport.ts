import { z } from 'zod';
import { grantClaimSchema, grantsPerPassport } from './grants.js';
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

/** How deep communities nest: one at the top and seven below it. */
export const deepestNesting = 8;

/**
 * The claims of a passport: what a subgraph knows about who asks.
 * `sub` is a person, API key or device id; `community` is empty when no community was chosen, and `ancestors` are those it
 * lies in, from the nearest up; `grants` are roles besides `roles`, which hold in a part of the community or for a time;
 * `scopes` is null when the principal is limited by its roles only; `session` is the id of a person's session.
 */
export const passportClaimsSchema = z.object({
  iss: z.literal(passportIssuer),
  aud: z.enum(subgraphNames),
  sub: z.string(),
  kind: z.enum(principalKinds),
  community: z.string(),
  ancestors: z.array(z.string()).max(deepestNesting).readonly().default([]),
  roles: z.array(z.enum(builtInRoles)).readonly(),
  grants: z.array(grantClaimSchema).max(grantsPerPassport).readonly().default([]),
  scopes: z.array(z.enum(permissions)).readonly().nullable(),
  policyVersion: z.int().nonnegative(),
  session: z.string().optional(),
  iat: z.int(),
  exp: z.int(),
});

export type PassportClaims = z.infer<typeof passportClaimsSchema>;

/** What identity answers when the gateway asks whose credential it was given. */
export const resolvedCredentialSchema = passportClaimsSchema
  .pick({
    sub: true,
    kind: true,
    community: true,
    ancestors: true,
    roles: true,
    grants: true,
    scopes: true,
    session: true,
  })
  .extend({
    expiresAt: z.int().nullable().describe('Unix seconds after which the credential is void; null: never'),
  });

export type ResolvedCredential = z.infer<typeof resolvedCredentialSchema>;
