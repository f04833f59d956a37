import { ApiError } from '../client/ApiError.js';
import type { Connection } from '../client/Connection.js';
import type { CliEnvironment } from '../config.js';
import { sessionCredential } from '../sessionCredential.js';
import { readSettings, type Settings } from '../settings.js';

/** Where and as whom to call: the environment first, then what `aic login` remembered. Throws NOT_SIGNED_IN. */
export async function connect(environment: CliEnvironment): Promise<Connection> {
  const settings = await readSettings(environment.settingsFile);
  const url = environment.url ?? settings?.url;
  const credential = environment.apiKey ?? settings;
  if (url === undefined || credential === undefined)
    throw new ApiError('NOT_SIGNED_IN', 'Sign in first: aic login LINK (the link that "npm start" prints).');
  return {
    url: url.replace(/\/$/, ''),
    ...(typeof credential === 'string' ? { credential } : remembered(environment.settingsFile, credential)),
    community: environment.community,
  };
}

function remembered(file: string, settings: Settings): Pick<Connection, 'credential' | 'freshCredential'> {
  if ('apiKey' in settings) return { credential: settings.apiKey };
  return { freshCredential: sessionCredential(file, settings) };
}
