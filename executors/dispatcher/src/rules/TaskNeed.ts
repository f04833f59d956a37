import type { Artifact, RunnerName } from '@ai-collective/contracts';

/** What a waiting task needs, as the matcher sees it. */
export interface TaskNeed {
  readonly taskId: string;
  readonly fleetId: string;
  readonly communityId: string;
  readonly modelVersionId: string;
  readonly runner: RunnerName;
  /** People whose devices may not run it. */
  readonly excludedOwners: readonly string[];
  /** Whose devices may have it: see `privacyClasses` in contracts. */
  readonly privacy: string;
  /** Where the device must stand; null: anywhere. */
  readonly regions: readonly string[] | null;
  readonly artifacts: readonly Artifact[];
  /** CIDs of the blobs among its inputs. */
  readonly inputs: readonly string[];
  /** 0 … 9, 9 first. */
  readonly priority: number;
  readonly waitedMs: number;
  /** Milliseconds until the deadline of its job; null: it has none. */
  readonly leftMs: number | null;
}
