import type { TokensAnswer } from '@ai-collective/contracts';
import { ApiError } from './client/ApiError.js';
import { refreshTokens } from './client/refreshTokens.js';
import { readSettings, writeSettings, type SessionSettings } from './settings.js';
import { withFileLock } from './withFileLock.js';

/** An access token that ends sooner is not worth sending. */
const leastLeftMs = 30_000;

/** What is remembered of tokens that have just been given. */
export function sessionSettings(url: string, tokens: TokensAnswer, now = Date.now()): SessionSettings {
  return {
    url,
    refreshToken: tokens.refresh_token,
    accessToken: tokens.access_token,
    accessTokenExpiresAt: new Date(now + tokens.expires_in * 1000).toISOString(),
  };
}

/**
 * Answers the access token of the session in a settings file, renewed when it ends soon. Programs that run side by side
 * renew one after the other: a refresh token that is used twice ends the session.
 */
export function sessionCredential(file: string, begun: SessionSettings): () => Promise<string> {
  let known = begun;
  return async () => {
    if (!isGood(known)) known = await withFileLock(file, () => renew(file));
    return known.accessToken;
  };
}

function isGood({ accessTokenExpiresAt }: SessionSettings): boolean {
  return Date.parse(accessTokenExpiresAt) - Date.now() > leastLeftMs;
}

/** Under the lock. Somebody else may have renewed it, or signed out, since the file was read. */
async function renew(file: string): Promise<SessionSettings> {
  const settings = await readSettings(file);
  if (settings === undefined || !('refreshToken' in settings))
    throw new ApiError('NOT_SIGNED_IN', 'You have signed out meanwhile. Sign in again: aic login');
  if (isGood(settings)) return settings;
  const asked = Date.now();
  const tokens = await refreshOrSayHow(settings);
  const renewed = sessionSettings(settings.url, tokens, asked);
  await writeSettings(file, renewed);
  return renewed;
}

async function refreshOrSayHow({ url, refreshToken }: SessionSettings): Promise<TokensAnswer> {
  try {
    return await refreshTokens(url, refreshToken);
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.details.error !== 'invalid_grant') throw cause;
    throw new ApiError('SESSION_ENDED', 'The session has ended. Sign in again: aic login', { cause });
  }
}
