import type { DeviceCapabilities, DeviceRecord } from '@ai-collective/contracts';
import type { SpeedClaim } from '../rules/DeviceOffer.js';
import type { DeviceQuota } from '../rules/deviceQuota.js';
import type { DeviceConnection } from './DeviceConnection.js';
import type { RecentInputs } from './RecentInputs.js';

/** A device that is connected, or was not long ago. Changed in place by its frames. */
export interface Device {
  readonly deviceId: string;
  record: DeviceRecord;
  /** Null while it is not connected. */
  connection: DeviceConnection | null;
  /** Null until it announced them on this connection. */
  capabilities: DeviceCapabilities | null;
  /** CIDs of artifacts it has, as announced and as leased since. */
  models: Set<string>;
  inputs: RecentInputs;
  /** Places it said are free, less what was leased since. */
  credit: number;
  /** Most places it has had on this connection; bounds what it holds when a credit crosses a lease on its way. */
  capacity: number;
  /** Places it may use so far: a word is easily given, so more come with each task done. */
  proven: number;
  /** Attempts it brought along from an earlier connection, until its first credit, which leaves them out. */
  resumed: number;
  paused: string | null;
  /** Milliseconds since the epoch. */
  lastHeardAt: number;
  /** Milliseconds since the epoch; 0 before the first time. */
  leasedAt: number;
  quota: DeviceQuota;
  /** Model versions it has given a result of on this connection: it need neither fetch nor load them. */
  readonly warm: Set<string>;
  /** Mean milliseconds from lease to result, by model version. */
  readonly turnaroundMs: Map<string, number>;
  /** What an item of a model version takes on it as the device says, and on which execution provider. */
  claims: ReadonlyMap<string, SpeedClaim>;
  /** Mean joules of a task as the device says, by model version. */
  readonly joules: Map<string, number>;
}
