/** The sign-in page, which leads back to a path of this site. */
export function signInAddress(path: string): string {
  return `/sign-in/?next=${encodeURIComponent(path)}`;
}
