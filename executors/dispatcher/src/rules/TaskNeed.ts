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
  readonly artifacts: readonly Artifact[];
  /** 0 … 9, 9 first. */
  readonly priority: number;
  readonly waitedMs: number;
  /** Milliseconds until the deadline of its job; null: it has none. */
  readonly leftMs: number | null;
}
