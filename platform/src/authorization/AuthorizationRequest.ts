import type { GrantClaim, PassportClaims, Permission, ThingType } from '@ai-collective/contracts';

/** One thing of a community. */
export interface Thing {
  readonly type: ThingType;
  readonly id: string;
  /** Of a blob: what it is called, by which grants for prefixes know it. */
  readonly name?: string | null;
}

/** What a decision is about: a community as a whole, or one thing that belongs to it. */
export type AuthorizedResource =
  | { readonly community: string; readonly type?: never; readonly id?: never }
  | (Thing & {
      readonly community: string;
      /** Other things the same operation touches: a grant for one of them carries the operation. */
      readonly alongside?: readonly Thing[];
    });

/** The question a decision answers. */
export interface AuthorizationRequest {
  readonly passport: PassportClaims;
  readonly permission: Permission;
  readonly resource: AuthorizedResource;
  /** Those of the passport's grants that hold for the resource, now. */
  readonly grants: readonly GrantClaim[];
}
