import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { RefreshToken } from '../entities/RefreshToken.js';
import type { SessionRow } from '../entities/Session.js';
import { refreshTokenExpiry } from '../rules/refreshVerdict.js';
import { formatRefreshToken } from '../rules/refreshTokenFormat.js';
import { secretDigest } from '../rules/secretDigest.js';
import { newSecret } from './newSecret.js';
import type { Services } from './Services.js';

/** How long a program stays signed in at most, whatever it refreshes. */
export const programSessionSeconds = 30 * 24 * 3600;

/** What a program works with. Both tokens are shown once. */
export interface ProgramTokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  /** `aicr_<id>_<secret>` */
  readonly refreshToken: string;
}

/** Makes the next refresh token of a session, in the transaction of `em`, and answers it as it is shown. */
export async function issueRefreshToken(
  em: EntityManager,
  session: Pick<SessionRow, 'id' | 'expiresAt'>,
  now: Date,
): Promise<string> {
  const secret = newSecret();
  const id = newId('refreshToken');
  await em.insert(RefreshToken, {
    id,
    sessionId: session.id,
    secretDigest: secretDigest(secret),
    createdAt: now,
    expiresAt: refreshTokenExpiry(session, now),
    usedAt: null,
  });
  return formatRefreshToken(id, secret);
}

/** Adds an access token to a refresh token. */
export async function withAccessToken(
  { tokens, clock }: Pick<Services, 'tokens' | 'clock'>,
  session: Pick<SessionRow, 'id' | 'personId' | 'expiresAt'>,
  refreshToken: string,
): Promise<ProgramTokens> {
  const now = clock();
  const { id: sessionId, personId } = session;
  const { token, expiresAt } = await tokens.sign({ personId, sessionId, now });
  const ends = Math.min(expiresAt.getTime(), session.expiresAt.getTime());
  const expiresInSeconds = Math.max(0, Math.floor((ends - now.getTime()) / 1000));
  return { accessToken: token, expiresInSeconds, refreshToken };
}
