const lookMilliseconds = 100;

/** Waits until a service's `/readyz` says ok. Rejects, naming what is missing, when it has not after `limitMs`. */
export async function waitUntilReady(url: string, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const missing = await missingAt(url);
    if (missing === undefined) return;
    if (performance.now() > deadline)
      throw new Error(`${url} is not ready after ${limitMs / 1000} s: ${missing}`);
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
}

async function missingAt(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return response.ok ? undefined : await response.text();
  } catch {
    return 'it does not answer';
  }
}
