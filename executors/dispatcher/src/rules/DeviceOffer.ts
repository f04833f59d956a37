import type { RunnerName } from '@ai-collective/contracts';

/** What a device with free places offers, as the matcher sees it. */
export interface DeviceOffer {
  readonly deviceId: string;
  readonly fleetId: string;
  readonly communityId: string;
  readonly ownerId: string;
  readonly runners: readonly RunnerName[];
  /** CIDs of the artifacts in its cache. */
  readonly models: ReadonlySet<string>;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freePlaces: number;
  readonly capacity: number;
  /** Mean milliseconds from lease to result, by model version. */
  readonly turnaroundMs: ReadonlyMap<string, number>;
}
