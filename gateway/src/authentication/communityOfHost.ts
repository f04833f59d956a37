/** Slugs as identity hands them out. */
const slug = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * The slug in a request's host, `<slug>.<domain>` with or without a port; undefined for every other host. Says nothing
 * of whether there is such a community: identity does.
 */
export function communityOfHost(host: string | undefined, domain: string | undefined): string | undefined {
  if (host === undefined || domain === undefined) return undefined;
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  const suffix = `.${domain.toLowerCase()}`;
  const label = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  return slug.test(label) ? label : undefined;
}
