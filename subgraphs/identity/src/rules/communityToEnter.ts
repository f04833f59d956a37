/**
 * The community that a session enters when none was chosen: the one that keeps the person's account if they still belong to
 * it, else the one they joined first; null when they belong to none.
 */
export function communityToEnter<Community extends { readonly id: string }>(
  homeCommunityId: string,
  joined: readonly Community[],
): Community | null {
  return joined.find(({ id }) => id === homeCommunityId) ?? joined[0] ?? null;
}
