import type { NamedMigration } from '@ai-collective/platform';
import { GovernanceTables } from './GovernanceTables.js';

/** Governance's migrations, oldest first. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-governance-tables', class: GovernanceTables },
];
