import { z } from 'zod';

/** A country by ISO 3166-1 alpha-2, such as "DE", or a part of one by ISO 3166-2, such as "DE-BY". */
export const regionSchema = z
  .string()
  .regex(
    /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
    'a region is a country such as DE (ISO 3166-1), or a part of one such as DE-BY (ISO 3166-2)',
  );

/** Most regions that a job or a policy names. */
export const mostRegions = 60;

/** Whether a region is an area or lies in it: "DE-BY" in "DE", not the other way round. */
export function liesIn(region: string, area: string): boolean {
  return region === area || region.startsWith(`${area}-`);
}

/**
 * The regions that lie in some of both, in alphabetical order, none within another; `null` stands for everywhere. Empty: nowhere
 * satisfies both.
 */
export function commonRegions(
  some: readonly string[] | null,
  others: readonly string[] | null,
): readonly string[] | null {
  if (some === null) return others === null ? null : outermost(others);
  if (others === null) return outermost(some);
  const common = some.flatMap((one) =>
    others.flatMap((other) => (liesIn(one, other) ? [one] : liesIn(other, one) ? [other] : [])),
  );
  return outermost(common);
}

function outermost(regions: readonly string[]): readonly string[] {
  const distinct = [...new Set(regions)].sort();
  return distinct.filter((one) => !distinct.some((other) => other !== one && liesIn(one, other)));
}
