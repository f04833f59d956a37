import { chainedContent, type Ballot, type JsonValue } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';

/** What a ballot says, and why. What it weighs is found when it is counted. */
export type BallotContent = Omit<Ballot, 'weight'> & { readonly reason?: string | undefined };

/** A ballot in its chain. */
export interface CastBallot {
  /** From 1. */
  readonly place: number;
  readonly member: string;
  readonly ballot: BallotContent;
  /** Milliseconds since the epoch. */
  readonly castAt: number;
  /** Hex. */
  readonly hash: string;
}

interface BallotRow {
  readonly place: number;
  readonly member: string;
  readonly ballot: CastBallot['ballot'];
  readonly cast_at: string;
  readonly hash: string;
}

/** Whose votes are meant. */
export interface VotePlace {
  readonly tenantId: string;
  readonly id: string;
}

/** What of a ballot its hash commits to, besides its place and those before it. */
export function contentOf({ member, ballot, castAt }: Omit<CastBallot, 'place' | 'hash'>): JsonValue {
  return chainedContent({ member, castAt: new Date(castAt).toISOString(), hash: '', ...ballot });
}

/** The ballots of a vote after a place, in their order. */
export async function loadBallots(
  sql: Sql,
  { tenantId, id }: VotePlace,
  { after, limit = null }: { readonly after: number; readonly limit?: number | null },
): Promise<readonly CastBallot[]> {
  const rows = await sql.execute<BallotRow[]>(
    `select place, member, ballot, cast_at, hash from ballot
     where tenant_id = ? and proposal_id = ? and place > ? order by place limit ?`,
    [tenantId, id, after, limit],
  );
  return rows.map(toBallot);
}

/** Somebody's ballot; null when they have not voted. */
export async function findBallot(
  sql: Sql,
  { tenantId, id }: VotePlace,
  member: string,
): Promise<CastBallot | null> {
  const [row] = await sql.execute<BallotRow[]>(
    `select place, member, ballot, cast_at, hash from ballot
     where tenant_id = ? and proposal_id = ? and member = ?`,
    [tenantId, id, member],
  );
  return row === undefined ? null : toBallot(row);
}

export async function insertBallots(
  sql: Sql,
  { tenantId, id }: VotePlace,
  ballots: readonly CastBallot[],
): Promise<void> {
  const rows = ballots.map((one) => ({ ...one, castAt: new Date(one.castAt).toISOString() }));
  await sql.execute(
    `insert into ballot (tenant_id, proposal_id, place, member, ballot, cast_at, hash)
     select ?, ?, place, member, ballot, "castAt", hash from json_to_recordset(?::json)
       as cast_one(place integer, member text, ballot jsonb, "castAt" timestamptz, hash text)`,
    [tenantId, id, JSON.stringify(rows)],
  );
}

function toBallot({ place, member, ballot, cast_at: castAt, hash }: BallotRow): CastBallot {
  return { place, member, ballot, castAt: new Date(castAt).getTime(), hash };
}
