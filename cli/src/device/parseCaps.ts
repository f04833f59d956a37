import type { Caps } from './deviceStatus.js';

type Reader = (text: string) => Partial<Caps> | null;

/** What each option of `aic device caps` sets; null when its value cannot be read. `default` takes a limit away. */
const readers = {
  'only-idle': (text) => yesNo(text, (idleOnly) => ({ idleOnly })),
  'idle-minutes': (text) => number(text, (idleMinutes) => ({ idleMinutes })),
  'on-battery': (text) => yesNo(text, (onBattery) => ({ onBattery })),
  'on-metered': (text) => yesNo(text, (onMetered) => ({ onMetered })),
  hours: (text) => ({ hours: text === 'any' || text === 'default' ? null : text }),
  cores: (text) => limit(text, (cores) => ({ cores })),
  cpu: (text) => number(text.replace(/ ?%$/, ''), (cpuShare) => ({ cpuShare })),
  memory: (text) => size(text, (memoryMegabytes) => ({ memoryMegabytes })),
  disk: (text) => size(text, (diskMegabytes) => ({ diskMegabytes })),
  temperature: (text) => limit(text, (temperatureLimit) => ({ temperatureLimit })),
} as const satisfies Readonly<Record<string, Reader>>;

export type CapName = keyof typeof readers;

export const capNames = Object.keys(readers) as readonly CapName[];

/** The change that some options ask for, or the name of the first that cannot be read. */
export function parseCaps(
  options: Readonly<Partial<Record<CapName, string>>>,
): { readonly caps: Partial<Caps> } | { readonly unreadable: CapName } {
  let caps: Partial<Caps> = {};
  for (const name of capNames) {
    const text = options[name];
    if (text === undefined) continue;
    const read = readers[name](text);
    if (read === null) return { unreadable: name };
    caps = { ...caps, ...read };
  }
  return { caps };
}

/** Seconds of `90s`, `30m`, `2h` or `1d`; null when it is none of these. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const seconds = Number(match?.[1]) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[match?.[2] ?? ''] ?? NaN);
  return seconds > 0 ? seconds : null;
}

function yesNo<T>(text: string, make: (value: boolean) => T): T | null {
  return text === 'yes' || text === 'no' ? make(text === 'yes') : null;
}

function number<T>(text: string, make: (value: number) => T): T | null {
  return /^\d+(\.\d+)?$/.test(text) ? make(Number(text)) : null;
}

function limit<T>(text: string, make: (value: number | null) => T): T | null {
  return text === 'default' ? make(null) : number(text, make);
}

/** Megabytes of `512M`, `4G` or `1T`. */
function size<T>(text: string, make: (megabytes: number | null) => T): T | null {
  if (text === 'default') return make(null);
  const match = /^(\d{1,7})([MGT])B?$/i.exec(text);
  if (match === null) return null;
  const factor = { M: 1, G: 1_024, T: 1_048_576 }[match[2]?.toUpperCase() ?? ''] ?? NaN;
  return make(Number(match[1]) * factor);
}
