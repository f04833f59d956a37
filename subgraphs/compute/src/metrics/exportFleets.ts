import type { CollectedMetrics } from '@ai-collective/platform/metrics';
import type { FleetLoad } from '../operations/fleets/loadFleetLoads.js';

/** Fleets that metrics name: those looked at last. */
export const mostFleetsNamed = 1_000;

const gauges = [
  ['queued_tasks', 'queued', 'Tasks that wait for a device.'],
  ['running_tasks', 'running', 'Tasks that a device has.'],
  ['verifying_tasks', 'verifying', 'Tasks with a result that is not believed yet.'],
  [
    'oldest_waiting_seconds',
    'oldestWaitingSeconds',
    'Since the job of the oldest waiting task was submitted.',
  ],
  ['expected_work_seconds', 'expectedWorkSeconds', 'What all open tasks are expected to take one device.'],
  ['late_tasks', 'lateTasks', 'Waiting tasks that will not be done in time as things go.'],
  ['deadline_risk', 'deadlineRisk', 'Their share of the waiting tasks, 0 to 1.'],
  ['desired_devices', 'desiredDevices', 'Devices it is to have: for autoscalers.'],
] as const satisfies readonly (readonly [string, keyof FleetLoad, string])[];

/** Exports how fleets stood when they were last looked at. */
export function exportFleets(metrics: CollectedMetrics, loads: () => readonly FleetLoad[]): void {
  for (const [name, field, help] of gauges)
    metrics.addGauge({
      name: `compute_fleet_${name}`,
      help,
      labels: ['community', 'fleet'],
      read: () =>
        loads().map(({ communityId: community, fleetId: fleet, [field]: value }) => ({
          labels: { community, fleet },
          value,
        })),
    });
}
