import type { Sql } from '@ai-collective/platform';
import type { AttemptSnapshot, Belief } from '../rules/applyAttemptEvent.js';
import {
  drawFor,
  noTrust,
  standingAfter,
  trustAfter,
  trustLevel,
  unknownStanding,
  verificationPlan,
  type DeviceStanding,
  type DeviceTrust,
  type Draws,
  type VerificationPolicy,
} from '../rules/verification/index.js';

/** A result that was compared with others. */
export interface Judgement {
  readonly attempt: AttemptSnapshot;
  readonly modelVersionId: string;
  readonly outcome: 'VALID' | 'INVALID';
  /** What an audit brings up counts for the standing alone: trust is earned after the catch it follows. */
  readonly by: 'CATCH' | 'AUDIT';
  /** Milliseconds since the epoch. */
  readonly reportedAt: number;
}

/** A device that its wrong results shut out. */
export interface Suspension {
  readonly deviceId: string;
  readonly standing: DeviceStanding;
}

interface TrustRow {
  readonly deviceId: string;
  readonly modelVersionId: string;
  readonly consecutiveValid: number;
  readonly lastPassedAt: Date | null;
}

type StandingRow = DeviceStanding & { readonly deviceId: string };

const standingColumns = 'device_id as "deviceId", state, judged, wrong, strikes, evidence, reinstatements';

/** How far the devices of a batch of events are believed, as their rows say while they are locked, and what is found of them. */
export class DeviceBeliefs {
  readonly #trust: Map<string, DeviceTrust>;
  readonly #standings: Map<string, DeviceStanding>;
  readonly #changedTrust = new Map<string, Involved>();
  readonly #changedStandings = new Set<string>();
  readonly #draws = new Map<string, Draws>();

  constructor(
    private readonly drawSecret: string,
    rows: { readonly trust: readonly TrustRow[]; readonly standings: readonly StandingRow[] },
  ) {
    this.#trust = new Map(
      rows.trust.map(({ consecutiveValid, lastPassedAt, ...row }) => [
        keyOf(row),
        { consecutiveValid, lastPassedAt: lastPassedAt?.getTime() ?? 0 },
      ]),
    );
    this.#standings = new Map(rows.standings.map(({ deviceId, ...standing }) => [deviceId, standing]));
  }

  /** How far an attempt of a model version is believed. */
  belief(attempt: AttemptSnapshot, modelVersionId: string, policy: VerificationPolicy): Belief {
    const { id, deviceId, vouched } = attempt;
    const trust = this.#trust.get(keyOf({ deviceId, modelVersionId })) ?? noTrust;
    const backing = { vouched, suspended: this.#standings.get(deviceId)?.state === 'SUSPENDED' };
    const { quorum, bait } = verificationPlan({ ...trust, ...backing }, this.#drawsFor(id), policy);
    return { level: trustLevel(trust, backing, policy), quorum, bait };
  }

  /** Whether something was found of a device, which only rows that are locked may take in. */
  get foundSomething(): boolean {
    return this.#changedStandings.size > 0;
  }

  /** A batch asks for an attempt's belief several times; its draws are dear, and mostly one of them counts. */
  #drawsFor(attemptId: string): Draws {
    const drawn = this.#draws.get(attemptId);
    if (drawn !== undefined) return drawn;
    const draws = new AttemptDraws(this.drawSecret, attemptId);
    this.#draws.set(attemptId, draws);
    return draws;
  }

  /** Takes into account what was found of a result. Answers the suspension that follows, if one does. */
  judge(
    { attempt, modelVersionId, outcome, by, reportedAt }: Judgement,
    policy: VerificationPolicy,
  ): Suspension | null {
    const { id: attemptId, deviceId } = attempt;
    const key = keyOf({ deviceId, modelVersionId });
    if (by === 'CATCH') {
      this.#trust.set(key, trustAfter(this.#trust.get(key) ?? noTrust, { outcome, reportedAt }));
      this.#changedTrust.set(key, { deviceId, modelVersionId });
    }
    const before = this.#standings.get(deviceId) ?? unknownStanding;
    const standing = standingAfter(before, { attemptId, outcome, by }, policy);
    this.#standings.set(deviceId, standing);
    this.#changedStandings.add(deviceId);
    return before.state === 'ACTIVE' && standing.state === 'SUSPENDED' ? { deviceId, standing } : null;
  }

  /** Writes what changed. Its rows are there and locked. */
  async write(sql: Sql, community: string): Promise<void> {
    const trust = [...this.#changedTrust].map(([key, ids]) => ({ ...ids, ...this.#trust.get(key) }));
    const standings = [...this.#changedStandings].map((deviceId) => ({
      deviceId,
      ...this.#standings.get(deviceId),
    }));
    await Promise.all([writeTrust(sql, community, trust), writeStandings(sql, community, standings)]);
  }
}

/** The draws of an attempt, made when they are first asked for. */
class AttemptDraws implements Draws {
  #check: number | undefined;
  #bait: number | undefined;

  constructor(
    private readonly secret: string,
    private readonly attemptId: string,
  ) {}

  get check(): number {
    return (this.#check ??= drawFor(this.secret, this.attemptId, 'check'));
  }

  get bait(): number {
    return (this.#bait ??= drawFor(this.secret, this.attemptId, 'bait'));
  }
}

function keyOf({ deviceId, modelVersionId }: Involved): string {
  return `${deviceId}/${modelVersionId}`;
}

/** A device and a model version it has to do with. */
export type Involved = Pick<TrustRow, 'deviceId' | 'modelVersionId'>;

/**
 * Reads how devices stand, which is all that counts of those that are vouched for, without a lock: for a batch in which
 * nothing is found of any.
 */
export async function readStandings(
  sql: Sql,
  { community, drawSecret }: { readonly community: string; readonly drawSecret: string },
  deviceIds: readonly string[],
): Promise<DeviceBeliefs> {
  const standings = await sql.execute<StandingRow[]>(
    `select ${standingColumns} from device_standing
     where tenant_id = ? and device_id = any(array(select json_array_elements_text(?::json)))`,
    [community, JSON.stringify(deviceIds)],
  );
  return new DeviceBeliefs(drawSecret, { trust: [], standings });
}

/**
 * Locks what is known of devices, in one order everywhere, after the jobs they work for. Devices heard of for the first
 * time get their rows here, so that two transactions cannot both begin with none.
 */
export async function lockBeliefs(
  sql: Sql,
  { community, drawSecret }: { readonly community: string; readonly drawSecret: string },
  involved: readonly Involved[],
): Promise<DeviceBeliefs> {
  const pairs = JSON.stringify(involved);
  const deviceIds = JSON.stringify([...new Set(involved.map(({ deviceId }) => deviceId))]);
  const [, , trust, standings] = await Promise.all([
    sql.execute(
      `insert into device_trust (tenant_id, device_id, model_version_id)
       select distinct ?, "deviceId", "modelVersionId"
       from json_to_recordset(?::json) as pair("deviceId" text, "modelVersionId" text)
       order by 2, 3 on conflict do nothing`,
      [community, pairs],
    ),
    sql.execute(
      `insert into device_standing (tenant_id, device_id)
       select ?, id from json_array_elements_text(?::json) as id order by 2 on conflict do nothing`,
      [community, deviceIds],
    ),
    sql.execute<TrustRow[]>(
      `select device_id as "deviceId", model_version_id as "modelVersionId", consecutive_valid as "consecutiveValid",
         last_passed_at as "lastPassedAt"
       from device_trust where tenant_id = ? and device_id = any(array(select json_array_elements_text(?::json)))
       order by device_id, model_version_id for update`,
      [community, deviceIds],
    ),
    sql.execute<StandingRow[]>(
      `select ${standingColumns} from device_standing where tenant_id = ? and device_id = any(array(select json_array_elements_text(?::json)))
       order by device_id for update`,
      [community, deviceIds],
    ),
  ]);
  return new DeviceBeliefs(drawSecret, { trust, standings });
}

async function writeTrust(sql: Sql, community: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.execute(
    `update device_trust set consecutive_valid = row."consecutiveValid",
       last_passed_at = case when row."lastPassedAt" > 0 then to_timestamp(row."lastPassedAt" / 1000) end
     from json_to_recordset(?::json) as row("deviceId" text, "modelVersionId" text, "consecutiveValid" integer,
       "lastPassedAt" double precision)
     where tenant_id = ? and device_id = row."deviceId" and model_version_id = row."modelVersionId"`,
    [JSON.stringify(rows), community],
  );
}

async function writeStandings(sql: Sql, community: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.execute(
    `update device_standing set state = row.state, judged = row.judged, wrong = row.wrong, strikes = row.strikes,
       evidence = row.evidence, suspended_at = case when row.state = 'SUSPENDED' then coalesce(suspended_at, now()) end
     from json_to_recordset(?::json) as row("deviceId" text, state text, judged integer, wrong integer, strikes integer,
       evidence text[])
     where tenant_id = ? and device_id = row."deviceId"`,
    [JSON.stringify(rows), community],
  );
}
