import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../writeAtomically.js';

const pendingSchema = z.object({
  gatewayUrl: z.string(),
  fleetId: z.string().nullable(),
  name: z.string(),
  publicKey: z.string(),
  deviceCode: z.string(),
  userCode: z.string(),
  page: z.url({ protocol: /^https?$/ }),
  pageWithCode: z.url({ protocol: /^https?$/ }),
  expiresAt: z.iso.datetime(),
  intervalSeconds: z.number().positive(),
});

/**
 * A request to join that waits for somebody's approval, kept in `join.json` so that a machine that is started again goes on
 * with the code that was shown. The device code in it is worth nothing without the device's key.
 */
export type PendingJoin = Readonly<z.infer<typeof pendingSchema>>;

/** What must be the same for a request to be gone on with. */
export type JoinTerms = Pick<PendingJoin, 'gatewayUrl' | 'fleetId' | 'name' | 'publicKey'>;

/** The request that waits on these terms, if there is one that has time left at `now`. */
export async function readPendingJoin(
  directory: string,
  terms: JoinTerms,
  now: number,
): Promise<PendingJoin | null> {
  const pending = parse(await readFile(pathIn(directory), 'utf8').catch(() => ''));
  if (pending === null || Date.parse(pending.expiresAt) <= now) return null;
  return sameTerms(pending, terms) ? pending : null;
}

export function keepPendingJoin(directory: string, pending: PendingJoin): Promise<void> {
  return writeAtomically(pathIn(directory), `${JSON.stringify(pending, null, 2)}\n`);
}

export function forgetPendingJoin(directory: string): Promise<void> {
  return rm(pathIn(directory), { force: true });
}

/** A file that cannot be read is as good as none: asking anew does no harm. */
function parse(text: string): PendingJoin | null {
  try {
    return pendingSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function sameTerms(pending: JoinTerms, { gatewayUrl, fleetId, name, publicKey }: JoinTerms): boolean {
  return (
    pending.gatewayUrl === gatewayUrl &&
    pending.fleetId === fleetId &&
    pending.name === name &&
    pending.publicKey === publicKey
  );
}

function pathIn(directory: string): string {
  return join(directory, 'join.json');
}
