import { rolePermissions, type PassportClaims, type Permission } from '@ai-collective/contracts';
import { AppError } from '../errors/AppError.js';

/** Why something was allowed. Policies and proposals will be cited here. */
export interface Decision {
  readonly permission: Permission;
  readonly community: string;
  /** The role that carries the permission. */
  readonly because: string;
  readonly policyVersion: number;
}

/** Thrown when a principal may not do something; the denial is audited by the subgraph server. */
export class DeniedError extends AppError {
  readonly permission: Permission;
  readonly community: string;

  constructor(
    denied: { readonly permission: Permission; readonly community: string },
    code: DenialCode,
    message: string,
  ) {
    super(code, message, { status: denialStatus[code] });
    this.permission = denied.permission;
    this.community = denied.community;
  }
}

const denialStatus = { UNAUTHENTICATED: 401, FORBIDDEN: 403, COMMUNITY_REQUIRED: 400 } as const;
type DenialCode = keyof typeof denialStatus;

/**
 * Decides whether the bearer of a passport may do something in a community, before anything is read or written.
 * A permission needs a role that has it, a scope that allows it where scopes are set, and the passport's own
 * community. Throws a {@link DeniedError} with code UNAUTHENTICATED, COMMUNITY_REQUIRED or FORBIDDEN.
 */
export function authorize(
  passport: PassportClaims,
  permission: Permission,
  resource: { readonly community: string } = { community: passport.community },
): Decision {
  const deny = (code: DenialCode, message: string): never => {
    throw new DeniedError({ permission, community: resource.community }, code, message);
  };
  if (passport.kind === 'ANONYMOUS') return deny('UNAUTHENTICATED', 'Sign in first.');
  if (resource.community === '')
    return deny('COMMUNITY_REQUIRED', 'Choose a community with the x-community header.');
  const role = passport.roles.find((candidate) => rolePermissions[candidate].includes(permission));
  const inScope = passport.scopes === null || passport.scopes.includes(permission);
  if (passport.community !== resource.community || role === undefined || !inScope)
    return deny('FORBIDDEN', `You may not do this: it needs the permission ${permission}.`);
  return { permission, community: resource.community, because: role, policyVersion: passport.policyVersion };
}
