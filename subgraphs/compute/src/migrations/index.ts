import type { NamedMigration } from '@ai-collective/platform';
import { ComputeTables } from './0001-compute-tables.js';
import { StaleTasks } from './0002-stale-tasks.js';
import { FleetEnrollment } from './0003-fleet-enrollment.js';
import { Ancestors } from './0004-ancestors.js';
import { Verification } from './0005-verification.js';
import { ResultAudits } from './0022-result-audits.js';
import { CreditLedger } from './0020-credit-ledger.js';
import { AttemptsByDevice } from './0039-attempts-by-device.js';
import { DefaultTolerance } from './0040-default-tolerance.js';
import { Chains } from './0032-chains.js';
import { JobWork } from './0010-job-work.js';
import { JobDeadlines } from './0025-job-deadlines.js';
import { JobsOfVersion } from './0012-jobs-of-version.js';
import { FleetLoads } from './0029-fleet-loads.js';
import { DeviceSignals } from './0030-device-signals.js';
import { DrainingDevices } from './0037-draining-devices.js';
import { Placement } from './0027-placement.js';
import { Energy } from './0028-energy.js';
import { UnvouchedReports } from './0041-unvouched-reports.js';
import { WebhookSecrets } from './0011-webhook-secrets.js';

/** The service's migrations, in the order they run. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-compute-tables', class: ComputeTables },
  { name: '0002-stale-tasks', class: StaleTasks },
  { name: '0003-fleet-enrollment', class: FleetEnrollment },
  { name: '0004-ancestors', class: Ancestors },
  { name: '0005-verification', class: Verification },
  { name: '0020-credit-ledger', class: CreditLedger },
  { name: '0010-job-work', class: JobWork },
  { name: '0011-webhook-secrets', class: WebhookSecrets },
  { name: '0012-jobs-of-version', class: JobsOfVersion },
  { name: '0022-result-audits', class: ResultAudits },
  { name: '0025-job-deadlines', class: JobDeadlines },
  { name: '0027-placement', class: Placement },
  { name: '0028-energy', class: Energy },
  { name: '0029-fleet-loads', class: FleetLoads },
  { name: '0030-device-signals', class: DeviceSignals },
  { name: '0032-chains', class: Chains },
  { name: '0037-draining-devices', class: DrainingDevices },
  { name: '0039-attempts-by-device', class: AttemptsByDevice },
  { name: '0040-default-tolerance', class: DefaultTolerance },
  { name: '0041-unvouched-reports', class: UnvouchedReports },
];
