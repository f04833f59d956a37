const freshMilliseconds = 15 * 60_000;

/**
 * Whether a session began so recently that its person is still at hand. One that a person let a terminal have is no proof of them:
 * a session of any age can have approved it.
 */
export function isFreshSignIn(
  { method, createdAt }: { readonly method: string; readonly createdAt: Date },
  now: Date,
): boolean {
  return method !== 'DEVICE_CODE' && now.getTime() - createdAt.getTime() < freshMilliseconds;
}
