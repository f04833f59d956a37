const timeoutMs = 10_000;

/** Ends the session on this device. Whether it did: an unreachable system ends nothing. Never rejects. */
export async function signOut(): Promise<boolean> {
  try {
    const response = await fetch('/auth/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return response.ok;
  } catch {
    return false;
  }
}
