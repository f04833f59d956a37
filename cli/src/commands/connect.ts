import { ApiError } from '../client/ApiError.js';
import type { Connection } from '../client/Connection.js';
import type { CliEnvironment } from '../config.js';
import { readSettings } from '../settings.js';

/** Where and as whom to call: the environment first, then what `aic login` remembered. Throws NOT_SIGNED_IN. */
export async function connect(environment: CliEnvironment): Promise<Connection> {
  const settings = await readSettings(environment.settingsFile);
  const url = environment.url ?? settings?.url;
  const credential = environment.apiKey ?? settings?.apiKey;
  if (url === undefined || credential === undefined)
    throw new ApiError('NOT_SIGNED_IN', 'Sign in first: aic login LINK (the link that "npm start" prints).');
  return { url: url.replace(/\/$/, ''), credential, community: environment.community };
}
