import type { NamedMigration } from '@ai-collective/platform';
import { AuditTree } from './AuditTree.js';
import { GovernanceTables } from './GovernanceTables.js';
import { ProposalTables } from './ProposalTables.js';

/** Governance's migrations, oldest first. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-governance-tables', class: GovernanceTables },
  { name: '0002-proposal-tables', class: ProposalTables },
  { name: '0003-audit-tree', class: AuditTree },
];
