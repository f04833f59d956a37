import type { Sql, WorkingDevice } from '@ai-collective/platform';
import { signalsOf, type DeviceTotals } from '../../rules/deviceSignals.js';

type Row = DeviceTotals & Pick<WorkingDevice, 'deviceId' | 'fleetId' | 'vouched'>;

const lastDay = (devices: string) => `
  select device_id as "deviceId", (array_agg(fleet_id order by hour desc))[1] as "fleetId",
    (array_agg(vouched order by hour desc))[1] as vouched, sum(attempts)::integer as attempts, sum(valid)::integer as valid,
    sum(invalid)::integer as invalid, sum(errors)::integer as errors, sum(timeouts)::integer as timeouts,
    sum(abandoned)::integer as abandoned, sum(paid)::integer as paid, sum(relative_time) as "relativeTime"
  from device_signals where tenant_id = ? and hour > now() - interval '24 hours' ${devices}
  group by device_id order by device_id`;

/** What came of the leases of the last 24 hours, of every device that had any. */
export async function loadSignals(
  sql: Pick<Sql, 'execute'>,
  community: string,
): Promise<readonly WorkingDevice[]> {
  return (await sql.execute<Row[]>(lastDay(''), [community])).map(toDevice);
}

/** The same of some devices. */
export async function loadSignalsOf(
  sql: Pick<Sql, 'execute'>,
  community: string,
  deviceIds: readonly string[],
): Promise<readonly WorkingDevice[]> {
  const some = 'and device_id = any(array(select json_array_elements_text(?::json)))';
  return (await sql.execute<Row[]>(lastDay(some), [community, JSON.stringify(deviceIds)])).map(toDevice);
}

function toDevice({ deviceId, fleetId, vouched, ...totals }: Row): WorkingDevice {
  return { deviceId, fleetId, vouched, signals: signalsOf(totals) };
}
