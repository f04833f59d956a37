import type { NamedMigration } from '@ai-collective/platform';
import { ComputeTables } from './0001-compute-tables.js';
import { StaleTasks } from './0002-stale-tasks.js';
import { FleetEnrollment } from './0003-fleet-enrollment.js';
import { Ancestors } from './0004-ancestors.js';
import { CreditLedger } from './0020-credit-ledger.js';
import { AttemptOwners } from './0021-attempt-owners.js';

/** The service's migrations, in the order they run. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-compute-tables', class: ComputeTables },
  { name: '0002-stale-tasks', class: StaleTasks },
  { name: '0003-fleet-enrollment', class: FleetEnrollment },
  { name: '0004-ancestors', class: Ancestors },
  { name: '0020-credit-ledger', class: CreditLedger },
  { name: '0021-attempt-owners', class: AttemptOwners },
];
