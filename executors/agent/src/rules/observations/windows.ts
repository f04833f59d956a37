import type { Observations } from '../consent/mayRun.js';

/**
 * What the agent's PowerShell script prints, one `name=value` a line: `battery` is Win32_Battery.BatteryStatus, empty
 * without a battery; `idle` milliseconds; `cost` a NetworkCostType. Windows tells temperatures to administrators only.
 */
export function windowsObservations(output: string): Observations {
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}=(.*?)\\r?$`, 'm').exec(output)?.[1];
  const idle = value('idle') ?? '';
  return {
    power: powerOf(value('battery')),
    idle: /^\d+$/.test(idle) ? Number(idle) : 'unknown',
    temperature: 'unknown',
    metered: meteredOf(value('cost')),
  };
}

/** 1, 4 and 5 are discharging, low and critical; others are on mains. Source: Win32_Battery, BatteryStatus. */
function powerOf(status: string | undefined): Observations['power'] {
  if (status === undefined) return 'unknown';
  if (status === '') return 'none';
  if (['1', '4', '5'].includes(status)) return 'battery';
  return /^\d+$/.test(status) ? 'mains' : 'unknown';
}

function meteredOf(cost: string | undefined): Observations['metered'] {
  if (cost === 'Fixed' || cost === 'Variable') return true;
  return cost === 'Unrestricted' ? false : 'unknown';
}
