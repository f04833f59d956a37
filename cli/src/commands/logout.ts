import { revokeTokens } from '../client/refreshTokens.js';
import { readSettings, removeSettings, type Settings } from '../settings.js';
import { withFileLock } from '../withFileLock.js';
import type { Command } from './Command.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic logout [--json]';

/** `aic logout`: ends the session and forgets it; an API key is only forgotten. */
export const logoutCommand: Command = {
  name: 'logout',
  usage,
  summary: 'end the session of this terminal and forget it',
  async run(args, { environment, terminal }) {
    const { values, positionals } = parseWords(args, usage);
    if (positionals.length > 0) throw usageError(usage);
    const file = environment.settingsFile;
    // Under the lock, so that nobody writes a renewed token after the file is gone.
    const settings = await withFileLock(file, () => forget(file));
    if (values.json === true) terminal.printJson({ signedOut: settings !== undefined, ...whatOf(settings) });
    else for (const line of wordsOf(settings)) terminal.print(line);
  },
};

/** The session first: a file that is gone could not end it any more. */
async function forget(file: string): Promise<Settings | undefined> {
  const settings = await readSettings(file);
  if (settings !== undefined && 'refreshToken' in settings)
    await revokeTokens(settings.url, settings.refreshToken);
  await removeSettings(file);
  return settings;
}

function whatOf(settings: Settings | undefined) {
  return settings && { url: settings.url, sessionEnded: 'refreshToken' in settings };
}

function wordsOf(settings: Settings | undefined): readonly string[] {
  if (settings === undefined) return ['Nobody was signed in.'];
  const done = `Signed out of ${settings.url}.`;
  if ('refreshToken' in settings) return [done];
  return [done, 'The API key is forgotten here and works on until it is revoked: aic keys revoke ID'];
}
