import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observations } from '../rules/consent/mayRun.js';
import {
  hottestZone,
  idleFromSeat,
  idleFromXprintidle,
  meteredFromBusctl,
  meteredFromNmcli,
  type PowerSupply,
  powerFromSupplies,
} from '../rules/observations/linux.js';
import type { RunProbe } from './runProbe.js';

export interface LinuxPlaces {
  /** The root of the file system; tests have another. */
  readonly root: string;
  readonly probe: RunProbe;
  readonly now: () => number;
}

/** Observes a Linux machine, desktop or server. */
export async function observeLinux(places: LinuxPlaces): Promise<Observations> {
  const [power, idle, temperature, metered] = await Promise.all([
    powerOf(places),
    idleOf(places),
    temperatureOf(places),
    meteredOf(places),
  ]);
  return { power, idle, temperature, metered };
}

async function powerOf({ root }: LinuxPlaces): Promise<Observations['power']> {
  const folder = join(root, 'sys/class/power_supply');
  const supplies = (await namesIn(folder)).map(async (name): Promise<PowerSupply> => {
    const [type, online, status, scope] = await Promise.all(
      ['type', 'online', 'status', 'scope'].map((file) => textOf(join(folder, name, file))),
    );
    return { type: type ?? null, online: online ?? null, status: status ?? null, scope: scope ?? null };
  });
  return powerFromSupplies(await Promise.all(supplies));
}

async function temperatureOf({ root }: LinuxPlaces): Promise<Observations['temperature']> {
  const folder = join(root, 'sys/class/thermal');
  const zones = (await namesIn(folder)).filter((name) => name.startsWith('thermal_zone'));
  const texts = await Promise.all(zones.map((zone) => textOf(join(folder, zone, 'temp'))));
  return hottestZone(texts.filter((text) => text !== null));
}

/** The X server knows best, then the seat; terminals know at least of those who type into them. */
async function idleOf(places: LinuxPlaces): Promise<Observations['idle']> {
  const { probe, now } = places;
  const byServer = idleFromXprintidle(await probe('xprintidle', []));
  if (byServer !== null) return byServer;
  const seat = await probe('loginctl', [
    ...['show-seat', 'seat0'],
    ...['--property=ActiveSession', '--property=IdleHint', '--property=IdleSinceHint'],
  ]);
  const atSeat = idleFromSeat(seat, now());
  const atTerminals = await terminalIdle(places);
  if (typeof atSeat === 'number') return Math.min(atSeat, atTerminals ?? Infinity);
  if (atTerminals !== null) return atTerminals;
  const inputs = await namesIn(join(places.root, 'dev/input'));
  const hasInputs = inputs.some((name) => name.startsWith('event'));
  return atSeat === 'nobody' || !hasInputs ? 'headless' : 'unknown';
}

/** Milliseconds since somebody typed into a terminal, by its time of access; null without terminals in use. */
async function terminalIdle({ root, now }: LinuxPlaces): Promise<number | null> {
  const folder = join(root, 'dev/pts');
  const names = (await namesIn(folder)).filter((name) => /^\d+$/.test(name));
  const times = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ atimeMs }) => atimeMs,
        () => null,
      ),
    ),
  );
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(0, now() - Math.max(...known));
}

async function meteredOf({ probe }: LinuxPlaces): Promise<Observations['metered']> {
  const name = 'org.freedesktop.NetworkManager';
  const property = ['get-property', name, '/org/freedesktop/NetworkManager', name, 'Metered'];
  const byBus = meteredFromBusctl(await probe('busctl', property));
  if (byBus !== 'unknown') return byBus;
  return meteredFromNmcli(
    await probe('nmcli', ['-t', '-f', 'GENERAL.STATE,GENERAL.METERED', 'device', 'show']),
  );
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
