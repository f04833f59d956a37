const timeoutMs = 15_000;

/** What the gateway answered. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Posts JSON to the gateway with the session's cookie. Null when nobody answers, or with something that is no JSON. Never rejects. */
export async function postJson(path: string, body: unknown): Promise<JsonAnswer | null> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answered: unknown = await response.json();
    return { status: response.status, body: answered };
  } catch {
    return null;
  }
}
