/** What an issuer says of somebody, as far as it matters here. */
export interface IssuerProfile {
  /** 1 to 100 characters without control characters. */
  readonly name: string;
  /** In lower case, when the issuer says that it was proven. */
  readonly provenEmail: string | null;
}

const longestName = 100;
const longestEmail = 254;
const email = /^[^\s@\p{Cc}]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/u;

/** Makes a profile of claims that may hold anything. An address counts only with `email_verified: true`. */
export function profileOf(claims: Readonly<Record<string, unknown>>): IssuerProfile {
  const names = [claims.name, claims.preferred_username, claims.nickname].map(plainName);
  return {
    name: names.find((name) => name !== '') ?? 'New member',
    provenEmail: claims.email_verified === true ? plainEmail(claims.email) : null,
  };
}

/** Whether an address is of one of the domains themselves; those below them are others. No domains: every address, or none. */
export function isOfDomains(provenEmail: string | null, domains: readonly string[]): boolean {
  if (domains.length === 0) return true;
  const [, domain] = email.exec(provenEmail ?? '') ?? [];
  return domain !== undefined && domains.includes(domain);
}

function plainName(value: unknown): string {
  if (typeof value !== 'string') return '';
  const letters = Array.from(value.replace(/\p{C}/gu, ' ').replace(/\s+/g, ' ').trim());
  return letters.slice(0, longestName).join('').slice(0, longestName).trim();
}

function plainEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > longestEmail) return null;
  const lower = value.toLowerCase();
  return email.test(lower) ? lower : null;
}
