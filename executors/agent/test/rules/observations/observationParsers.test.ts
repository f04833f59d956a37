import { describe, expect, it } from 'vitest';
import {
  idleFromIoreg,
  powerFromPmset,
  temperatureFromPmset,
} from '../../../src/rules/observations/darwin.js';
import {
  hottestZone,
  idleFromSeat,
  idleFromXprintidle,
  meteredFromBusctl,
  meteredFromNmcli,
  type PowerSupply,
  powerFromSupplies,
} from '../../../src/rules/observations/linux.js';
import { windowsObservations } from '../../../src/rules/observations/windows.js';

const supply = (given: Partial<PowerSupply>): PowerSupply => ({
  type: 'Battery',
  online: null,
  status: null,
  scope: null,
  ...given,
});
const mains = (online: string) => supply({ type: 'Mains', online });

describe('Linux', () => {
  it.each([
    ['none', []],
    ['none', [mains('1')]],
    ['none', [supply({ status: 'Discharging', scope: 'Device' })]],
    ['battery', [supply({ status: 'Discharging' }), mains('0')]],
    ['mains', [supply({ status: 'Charging' }), mains('1')]],
    ['mains', [supply({ status: 'Discharging' }), mains('1')]],
    ['mains', [supply({ status: 'Not charging' }), supply({ type: 'USB', online: '1' })]],
    ['mains', [supply({ status: 'Full' })]],
    ['unknown', [supply({ status: 'Unknown' })]],
    ['unknown', [supply({})]],
  ])('is on %s by %j', (power, supplies) => {
    expect(powerFromSupplies(supplies)).toBe(power);
  });

  it.each([
    [45.5, ['27800', '45500', '40000']],
    [45.5, ['45500', '-274000', '0', '999000', '', 'n/a']],
    ['unknown', []],
  ])('has %s degrees by %j', (degrees, zones) => {
    expect(hottestZone(zones)).toBe(degrees);
  });

  it.each([
    [true, 'u 1\n'],
    [false, 'u 2\n'],
    [true, 'u 3\n'],
    [false, 'u 4\n'],
    ['unknown', 'u 0\n'],
    ['unknown', 'Failed to get property Metered: The name is not activatable'],
  ])('finds metered %s in %j', (metered, output) => {
    expect(meteredFromBusctl(output)).toBe(metered);
  });

  const device = (state: string, metered: string) => `GENERAL.STATE:${state}\nGENERAL.METERED:${metered}\n`;
  it.each([
    [false, device('100 (connected)', 'no (guessed)')],
    [true, [device('100 (connected)', 'no'), device('100 (connected)', 'yes (guessed)')].join('\n')],
    [false, [device('100 (connected)', 'no'), device('30 (disconnected)', 'yes')].join('\n')],
    ['unknown', device('100 (connected (externally))', 'unknown')],
    ['unknown', 'Error: NetworkManager is not running.'],
  ])('finds metered %s in the devices %j', (metered, output) => {
    expect(meteredFromNmcli(output)).toBe(metered);
  });

  const now = 1_700_000_600_000;
  it.each([
    [600_000, 'ActiveSession=2\nIdleHint=yes\nIdleSinceHint=1700000000000000\n'],
    [0, 'ActiveSession=2\nIdleHint=no\nIdleSinceHint=0\n'],
    ['nobody', 'ActiveSession=\nIdleHint=yes\nIdleSinceHint=0\n'],
    [null, 'ActiveSession=2\nIdleHint=yes\nIdleSinceHint=0\n'],
    [null, "Could not get properties: Unknown seat 'seat0'"],
  ])('is idle for %s by %j', (idle, output) => {
    expect(idleFromSeat(output, now)).toBe(idle);
  });

  it('takes only a number from xprintidle', () => {
    expect([idleFromXprintidle('83210\n'), idleFromXprintidle("couldn't open display")]).toEqual([
      83_210,
      null,
    ]);
  });
});

describe('macOS', () => {
  const battery = ' -InternalBattery-0 (id=4653155)\t100%; charged; 0:00 remaining present: true\n';
  it.each([
    ['mains', `Now drawing from 'AC Power'\n${battery}`],
    ['battery', `Now drawing from 'Battery Power'\n${battery}`],
    ['none', "Now drawing from 'AC Power'\n"],
    ['battery', "Now drawing from 'UPS Power'\n -UPS (id=1)\t90%; discharging\n"],
    ['unknown', ''],
  ])('is on %s by %j', (power, output) => {
    expect(powerFromPmset(output)).toBe(power);
  });

  it('reads how long nobody touched it', () => {
    expect(idleFromIoreg('    |   "HIDIdleTime" = 185345000000\n')).toBe(185_345);
    expect(idleFromIoreg('')).toBe('unknown');
  });

  it.each([
    ['throttled', 'CPU Power notify\n\tCPU_Scheduler_Limit \t= 100\n\tCPU_Speed_Limit \t= 54\n'],
    ['normal', 'CPU Power notify\n\tCPU_Speed_Limit \t= 100\n'],
    ['normal', 'Note: No thermal warning level has been recorded\n'],
    ['unknown', ''],
  ])('is %s by %j', (temperature, output) => {
    expect(temperatureFromPmset(output)).toBe(temperature);
  });
});

describe('Windows', () => {
  it.each([
    ['battery=1\r\nidle=5210\r\ncost=Unrestricted\r\n', { power: 'battery', idle: 5_210, metered: false }],
    ['battery=2\r\nidle=0\r\ncost=Fixed\r\n', { power: 'mains', idle: 0, metered: true }],
    ['battery=\r\nidle=900000\r\ncost=Variable\r\n', { power: 'none', idle: 900_000, metered: true }],
    ['battery=5\ncost=Unknown\n', { power: 'battery', idle: 'unknown', metered: 'unknown' }],
    ['', { power: 'unknown', idle: 'unknown', metered: 'unknown', temperature: 'unknown' }],
  ])('reads %j', (output, observations) => {
    expect(windowsObservations(output)).toMatchObject(observations);
  });
});
