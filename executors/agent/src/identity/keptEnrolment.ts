import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../writeAtomically.js';

const enrolmentSchema = z.object({
  deviceId: z.string(),
  fleetId: z.string(),
  name: z.string(),
  publicKey: z.string(),
  enrolledAt: z.iso.datetime(),
  dispatcherUrl: z.string().optional().describe('where to connect, if joining told'),
  gatewayUrl: z.string().optional().describe('where it joined, and says so when it leaves'),
});

/** Who this device is to its community, as kept in `device.json`. */
export type Enrolment = Readonly<z.infer<typeof enrolmentSchema>>;

/** The enrolment in a directory, or null. Throws when it is of another key than this device has. */
export async function readEnrolment(directory: string, publicKey: string): Promise<Enrolment | null> {
  const path = pathIn(directory);
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept === null) return null;
  const enrolment = enrolmentSchema.parse(JSON.parse(kept));
  if (enrolment.publicKey === publicKey) return enrolment;
  throw new Error(`${path} belongs to another device.key; restore that key or delete the file to enrol anew`);
}

/** Keeps an enrolment, after which the device can start without anything else. */
export function keepEnrolment(directory: string, enrolment: Enrolment): Promise<void> {
  return writeAtomically(pathIn(directory), `${JSON.stringify(enrolment, null, 2)}\n`);
}

function pathIn(directory: string): string {
  return join(directory, 'device.json');
}
