import type { RunnerName } from '@ai-collective/contracts';

/** What an item takes on a device, as the device says. */
export interface SpeedClaim {
  readonly provider: string;
  readonly msPerItem: number;
}

/** What a device with free places offers, as the matcher sees it. */
export interface DeviceOffer {
  readonly deviceId: string;
  readonly fleetId: string;
  readonly communityId: string;
  readonly ownerId: string;
  /** Whether an operator of the community vouches for it. */
  readonly vouched: boolean;
  /** Where it stands, as an operator says; null when none did. */
  readonly region: string | null;
  readonly runners: readonly RunnerName[];
  /** CIDs of the artifacts in its cache. */
  readonly models: ReadonlySet<string>;
  /** CIDs of the input blobs it probably has. */
  readonly inputs: Pick<ReadonlySet<string>, 'has'>;
  /** Smoothed round-trip time of its connection in milliseconds; null before the first answer. */
  readonly roundTripMs: number | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freePlaces: number;
  readonly capacity: number;
  /** Mean milliseconds from lease to result, by model version. */
  readonly turnaroundMs: ReadonlyMap<string, number>;
  /** What a model version takes on it as it says itself: counts until its turnaround is known. */
  readonly claims: ReadonlyMap<string, SpeedClaim>;
  /** Mean joules of a task as it says, by model version. */
  readonly joules: ReadonlyMap<string, number>;
}
