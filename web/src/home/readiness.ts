import * as z from 'zod/mini';

const readinessSchema = z.object({ status: z.string(), checks: z.record(z.string(), z.string()) });

/** What the gateway says of itself and the services behind it. */
export type Readiness =
  | { readonly state: 'asking' }
  | { readonly state: 'unreachable' }
  | { readonly state: 'answered'; readonly ready: boolean; readonly checks: readonly Check[] };

/** One thing the gateway needs, and whether it is there. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Reads the body of `GET /readyz`; one that is not of that shape counts as no answer. */
export function parseReadiness(body: unknown): Readiness {
  const parsed = readinessSchema.safeParse(body);
  if (!parsed.success) return { state: 'unreachable' };
  const checks = Object.entries(parsed.data.checks).map(([name, detail]) => ({
    name,
    detail,
    ok: detail === 'ok',
  }));
  return { state: 'answered', ready: parsed.data.status === 'ok', checks };
}

/** The state in one sentence, for eyes and screen readers alike. */
export function describeReadiness(readiness: Readiness): string {
  switch (readiness.state) {
    case 'asking':
      return 'Asking the system how it is…';
    case 'unreachable':
      return 'The system does not answer. Is it still running?';
    case 'answered':
      return describeChecks(readiness.ready, readiness.checks);
  }
}

function describeChecks(ready: boolean, checks: readonly Check[]): string {
  if (ready) return 'Everything is running.';
  const failing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  return failing.length === 0 ? 'The system is not ready.' : `Not ready: ${failing.join(', ')}.`;
}
