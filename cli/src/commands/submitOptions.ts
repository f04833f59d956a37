import { parseDuration } from '../device/parseCaps.js';
import { usageError, type Words } from './parseWords.js';

/** The options of `aic jobs submit` that say how and where a job runs. */
export const submitTexts = ['fleet', 'priority', 'key', 'webhook', 'privacy', 'deadline'] as const;
export const submitLists = ['region'] as const;

type SubmitValues = Words<never, (typeof submitTexts)[number], (typeof submitLists)[number]>['values'];

/** As SubmitJobInput takes them; what is not said is undefined. */
export interface JobOptions {
  readonly fleetId: string | undefined;
  readonly priority: number | undefined;
  readonly idempotencyKey: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly privacy: string | undefined;
  readonly placement: { readonly regions: readonly string[] } | undefined;
  /** RFC 3339, in UTC. */
  readonly deadline: string | undefined;
}

const privacyClasses = ['public', 'community', 'trusted'];

/** Reads them; `now` in milliseconds, from which a deadline like `2h` counts. Throws USAGE when one cannot be read. */
export function parseSubmitOptions(values: SubmitValues, usage: string, now: number): JobOptions {
  const { fleet: fleetId, key: idempotencyKey, webhook: webhookUrl, region: regions } = values;
  const priority = values.priority === undefined ? undefined : Number(values.priority);
  if (priority !== undefined && !Number.isInteger(priority)) throw usageError(usage);
  const privacy = values.privacy?.toLowerCase();
  if (privacy !== undefined && !privacyClasses.includes(privacy))
    throw usageError(usage, `--privacy is one of ${privacyClasses.join(', ')}.`);
  const deadline = values.deadline === undefined ? undefined : deadlineOf(values.deadline, now);
  if (deadline === null)
    throw usageError(
      usage,
      '--deadline takes a time such as 2026-01-31T18:00:00Z, or one from now on such as 2h.',
    );
  return {
    ...{ fleetId, priority, idempotencyKey, webhookUrl, deadline },
    privacy: privacy?.toUpperCase(),
    placement: regions && { regions: regions.map((region) => region.toUpperCase()) },
  };
}

/** A day alone, or a time without its zone, would be another moment for another reader. */
const momentPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function deadlineOf(text: string, now: number): string | null {
  const seconds = parseDuration(text);
  if (seconds !== null) return new Date(now + seconds * 1_000).toISOString();
  const moment = momentPattern.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}
