import type { Caps, DeviceStatus } from './deviceStatus.js';

/** What an owner wants to see, as rows of a name and a value. */
export function describeDevice(status: DeviceStatus, now: number): readonly (readonly string[])[] {
  return [
    ['Device', `${status.name} (${status.deviceId}), fleet ${status.fleetId}`],
    ['State', stateOf(status)],
    ...status.reasons.slice(1).map((reason) => ['', `also ${reason}`]),
    ...(status.unknown.length > 0 ? [['Cannot tell', status.unknown.join(', ')]] : []),
    ['Connection', status.linkReason === null ? status.link : `${status.link}: ${status.linkReason}`],
    ...status.attempts.map((attempt) => ['Runs', runOf(attempt, now)]),
    ['Today', amount(status.today)],
    ['All time', amount(status.allTime)],
    ...(status.providers ?? []).map((provider) => ['Computes on', providerOf(provider)]),
    ...status.models.map((model) => ['Model', modelOf(model)]),
    ['Energy', energyOf(status.energy)],
    ['Cache', `${megabytes(status.cache.bytes)} of ${megabytes(status.cache.budgetBytes)}`],
    ['Version', version(status)],
    ...describeCaps(status.caps, status.cores),
  ];
}

/** The limits an owner has set, by the names of the options that set them. */
export function describeCaps(caps: Caps, cores?: number): readonly (readonly string[])[] {
  const { hours, temperatureLimit, memoryMegabytes, diskMegabytes } = caps;
  return [
    ['--only-idle', `${yesNo(caps.idleOnly)}, after ${caps.idleMinutes} min (--idle-minutes)`],
    ['--on-battery', yesNo(caps.onBattery)],
    ['--on-metered', yesNo(caps.onMetered)],
    ['--hours', hours ?? 'any'],
    [
      '--cores',
      caps.cores === null ? `default${cores === undefined ? '' : ` (${cores})`}` : String(caps.cores),
    ],
    ['--cpu', `${caps.cpuShare} %`],
    ['--memory', memoryMegabytes === null ? 'default' : `${memoryMegabytes} MB`],
    ['--disk', diskMegabytes === null ? 'default' : `${diskMegabytes} MB`],
    ['--temperature', temperatureLimit === null ? 'no limit' : `${temperatureLimit} °C`],
  ];
}

function stateOf({ paused, pausedUntil, asleep, attempts }: DeviceStatus): string {
  if (paused !== null) return pausedUntil === null ? paused : `${paused}, until ${pausedUntil}`;
  return attempts.length > 0 ? 'working' : (asleep ?? 'waiting for work');
}

function runOf({ runner, modelVersionId, startedAt }: DeviceStatus['attempts'][number], now: number): string {
  const model = `${modelVersionId} (${runner})`;
  return startedAt === null ? `${model}, waiting` : `${model} for ${duration(now - Date.parse(startedAt))}`;
}

function energyOf(source: string): string {
  switch (source) {
    case 'counters':
      return 'measured by the processor';
    case 'declared':
      return 'as declared';
    default:
      return 'unknown; DEVICE_WATTS says what the device draws at work';
  }
}

function providerOf({ name, absent }: NonNullable<DeviceStatus['providers']>[number]): string {
  return absent === null ? name : `not ${name}: ${absent}`;
}

function modelOf({ modelVersionId, provider, msPerItem, notes }: DeviceStatus['models'][number]): string {
  const speed = msPerItem === null ? '' : `, ${milliseconds(msPerItem)} an item`;
  return [`${modelVersionId} on ${provider}${speed}`, ...notes].join('; ');
}

function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

function amount({ succeeded, failed, runMs }: DeviceStatus['today']): string {
  return `${succeeded} tasks done, ${failed} failed, ran for ${duration(runMs)}`;
}

function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function version({ version, newerVersion }: DeviceStatus): string {
  return newerVersion === null ? version : `${version} — ${newerVersion} is out`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
