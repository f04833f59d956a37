const key = 'aic.community';
const longest = 40;

/** A slug as people type it; empty when it can be none. */
export function slugOf(typed: string): string {
  const slug = typed.trim().toLowerCase();
  return /^[a-z0-9-]+$/.test(slug) && slug.length <= longest ? slug : '';
}

/**
 * The community to sign in to: of the page's query, or that of the last attempt in this tab, since who comes back from an issuer with
 * an error should not have to type it again. Empty when there is none.
 */
export function chosenCommunity(search: string, kept: Storage): string {
  return slugOf(new URLSearchParams(search).get('community') ?? '') || slugOf(read(kept));
}

/** Remembers the community for this tab. Browsers that keep nothing just do not. */
export function keepCommunity(slug: string, kept: Storage): void {
  try {
    kept.setItem(key, slug);
  } catch {
    // Storage can be switched off.
  }
}

function read(kept: Storage): string {
  try {
    return kept.getItem(key) ?? '';
  } catch {
    return '';
  }
}
