import type { Logger } from 'pino';
import { type Observer, observerFor } from '../observations/observerFor.js';
import { Consent } from './Consent.js';
import { Permission } from './Permission.js';
import { PreferenceFile } from './PreferenceFile.js';
import { defaultPreferences, type DeviceUse } from './preferences.js';
import { Tally } from './Tally.js';

interface OwnerOptions {
  readonly dataDir: string;
  readonly deviceUse: DeviceUse;
  readonly observer?: Observer;
  readonly log: Logger;
}

/** What the owner has said, what follows from it at this moment, and what was done by it. */
export interface OwnersWord {
  readonly consent: Consent;
  readonly preferences: PreferenceFile;
  readonly permission: Permission;
  readonly tally: Tally;
}

export async function openOwnersWord(options: OwnerOptions): Promise<OwnersWord> {
  const { dataDir, deviceUse, log, observer = observerFor(process.platform) } = options;
  const consent = await Consent.open(dataDir);
  const defaults = defaultPreferences[deviceUse];
  const preferences = await PreferenceFile.open({ directory: dataDir, defaults });
  const permission = await Permission.open({ consent, preferences, observer, log });
  return { consent, preferences, permission, tally: await Tally.open(dataDir) };
}
