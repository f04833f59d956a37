import type { BuiltInRole } from '@ai-collective/contracts';
import { EntitySchema } from '@mikro-orm/core';

/** An OpenID Connect issuer that a community lets sign people in. */
export interface TrustedIssuerRow {
  id: string;
  tenantId: string;
  /** As its own metadata names it. */
  issuer: string;
  clientId: string;
  /** AES-256-GCM, bound to the row's id; null: a public client. */
  sealedSecret: string | null;
  displayName: string;
  /** Proven e-mail addresses of these domains only, in lower case; empty: of all, or none. */
  emailDomains: string[];
  /** What people who are new get; empty: nobody new gets in. */
  defaultRoles: BuiltInRole[];
  createdBy: string;
  createdAt: Date;
  changedAt: Date;
}

export const TrustedIssuer = new EntitySchema<TrustedIssuerRow>({
  name: 'TrustedIssuer',
  tableName: 'trusted_issuer',
  properties: {
    id: { type: 'string', primary: true },
    tenantId: { type: 'string' },
    issuer: { type: 'string' },
    clientId: { type: 'string' },
    sealedSecret: { type: 'string', nullable: true },
    displayName: { type: 'string' },
    emailDomains: { type: 'array' },
    defaultRoles: { type: 'array' },
    createdBy: { type: 'string' },
    createdAt: { type: 'datetime' },
    changedAt: { type: 'datetime' },
  },
});
