import {
  commonRegions,
  defaultPrivacyClass,
  mostRegions,
  privacyClasses,
  regionSchema,
  type PrivacyClass,
} from '@ai-collective/contracts';

/** The privacy classes that a job can be asked for with. SEALED is named, so that it is refused and not mistaken for another. */
export const askedPrivacyClasses = [...privacyClasses, 'SEALED'] as const;

export type AskedPrivacyClass = (typeof askedPrivacyClasses)[number];

/** What a submitter says of where a job may run. */
export interface AskedPlacement {
  readonly privacy?: AskedPrivacyClass | null | undefined;
  readonly placement?: { readonly regions?: readonly string[] | null | undefined } | null | undefined;
}

/** Where a job may run. */
export interface JobPlacement {
  readonly privacy: PrivacyClass;
  /** Null: anywhere. */
  readonly regions: string[] | null;
}

export type PlacementVerdict =
  | { readonly placement: JobPlacement }
  | { readonly complaint: 'PRIVACY_CLASS_NOT_SUPPORTED' }
  | { readonly complaint: 'REGIONS_INVALID' }
  | { readonly complaint: 'PLACEMENT_IMPOSSIBLE'; readonly allowed: readonly string[] };

/**
 * Where a job may run: where its submitter asks for it, as far as the community allows it.
 * @param residency the regions that the community allows; null: anywhere
 */
export function jobPlacement(asked: AskedPlacement, residency: readonly string[] | null): PlacementVerdict {
  const privacy = asked.privacy ?? defaultPrivacyClass;
  // Sealing needs a key of each device that dispatchers attest, and inputs encrypted to the one that was leased the task.
  if (privacy === 'SEALED') return { complaint: 'PRIVACY_CLASS_NOT_SUPPORTED' };
  const wanted = asked.placement?.regions ?? null;
  if (wanted !== null && !areRegions(wanted)) return { complaint: 'REGIONS_INVALID' };
  const regions = commonRegions(wanted, residency);
  if (regions?.length === 0) return { complaint: 'PLACEMENT_IMPOSSIBLE', allowed: residency ?? [] };
  return { placement: { privacy, regions: regions === null ? null : [...regions] } };
}

function areRegions(texts: readonly string[]): boolean {
  return (
    texts.length > 0 &&
    texts.length <= mostRegions &&
    texts.every((text) => regionSchema.safeParse(text).success)
  );
}

/** What of a request makes it another job, as JSON: nothing where nothing was asked for. */
export function placementDigested({
  privacy,
  placement,
}: AskedPlacement): Readonly<Record<string, string | string[]>> {
  const regions = placement?.regions;
  return {
    ...(privacy != null && privacy !== defaultPrivacyClass && { privacy }),
    ...(regions != null && { regions: [...new Set(regions)].sort() }),
  };
}
