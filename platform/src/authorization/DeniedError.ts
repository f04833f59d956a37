import type { Permission } from '@ai-collective/contracts';
import { AppError } from '../errors/AppError.js';

/** Thrown when a principal may not do something; the denial is audited by the subgraph server. */
export class DeniedError extends AppError {
  readonly permission: Permission;
  readonly community: string;
  /** Ids of the policies that refused it. */
  readonly policies: readonly string[];

  constructor(
    denied: {
      readonly permission: Permission;
      readonly community: string;
      readonly policies?: readonly { readonly id: string }[];
    },
    code: DenialCode,
    message: string,
  ) {
    super(code, message, { status: denialStatus[code] });
    this.permission = denied.permission;
    this.community = denied.community;
    this.policies = denied.policies?.map(({ id }) => id) ?? [];
  }
}

const denialStatus = { UNAUTHENTICATED: 401, FORBIDDEN: 403, COMMUNITY_REQUIRED: 400 } as const;
type DenialCode = keyof typeof denialStatus;
