interface CachePolicy {
  readonly isStored: boolean;
  readonly isPrivate: boolean;
  readonly isRevalidated: boolean;
  /** How long it is fresh, s. */
  readonly maxAge: number;
}

/** The strictest of several `cache-control` headers: what each of them allows. One that is absent allows nothing. */
export function strictestCacheControl(headers: readonly (string | undefined)[]): string {
  const policies = headers.map(policyOf);
  if (policies.length === 0 || policies.some(({ isStored }) => !isStored)) return 'no-store';
  const scope = policies.some(({ isPrivate }) => isPrivate) ? 'private' : 'public';
  const age = Math.min(...policies.map(({ maxAge }) => maxAge));
  const isRevalidated = policies.some((policy) => policy.isRevalidated);
  return `${scope}, ${isRevalidated || age === 0 ? 'no-cache' : `max-age=${age}`}`;
}

function policyOf(header = 'no-store'): CachePolicy {
  const directives = header.split(',').map((directive) => directive.trim().toLowerCase());
  const ages = directives.flatMap((directive) => {
    const age = /^(?:s-)?max-?age=(\d{1,9})$/.exec(directive)?.[1];
    return age === undefined ? [] : [Number(age)];
  });
  return {
    isStored: (!directives.includes('no-store') && ages.length > 0) || directives.includes('no-cache'),
    isPrivate: directives.includes('private'),
    isRevalidated: directives.includes('no-cache'),
    maxAge: Math.min(...ages),
  };
}
