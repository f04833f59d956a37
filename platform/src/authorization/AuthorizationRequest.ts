import type { PassportClaims, Permission, ThingType } from '@ai-collective/contracts';

/** What a decision is about: a community as a whole, or one thing that belongs to it. */
export type AuthorizedResource =
  | { readonly community: string; readonly type?: never; readonly id?: never }
  | { readonly community: string; readonly type: ThingType; readonly id: string };

/** The question a decision answers. */
export interface AuthorizationRequest {
  readonly passport: PassportClaims;
  readonly permission: Permission;
  readonly resource: AuthorizedResource;
}
