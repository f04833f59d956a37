import { formatNoteKey, noteKeyOf } from '@ai-collective/contracts';
import { loadNewestCheckpoint, type AuditCheckpoint } from '../../entities/AuditCheckpoint.js';
import { errors } from '../../errors.js';
import type { Caller, Services } from '../Services.js';

/** What was signed of a log, and by which key. */
export interface CurrentCheckpoint {
  readonly checkpoint: AuditCheckpoint;
  readonly key: string;
}

/** The newest checkpoint of the community's log, a second behind it at most. Throws NOT_SIGNED_YET, or a denial. */
export async function currentCheckpoint(
  { authorize, database, signer }: Services,
  { passport }: Caller,
): Promise<CurrentCheckpoint> {
  const { community } = authorize(passport, 'audit:read');
  const checkpoint = await database.withTenantSql(community, (sql) => loadNewestCheckpoint(sql, community));
  if (checkpoint === null) throw errors.NOT_SIGNED_YET();
  return { checkpoint, key: formatNoteKey(noteKeyOf(signer)) };
}
