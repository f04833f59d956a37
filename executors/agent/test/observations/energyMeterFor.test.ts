import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnergyMeter } from '../../src/observations/EnergyMeter.js';
import { energyMeterFor } from '../../src/observations/energyMeterFor.js';

const joule = 1_000_000;
const range = 1_000 * joule;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aic-rapl-'));
});

afterEach(() => rm(root, { recursive: true }));

async function zone(folder: string, name: string, joules: number): Promise<void> {
  const path = join(root, 'sys/class/powercap', folder);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'name'), `${name}\n`);
  await writeFile(join(path, 'max_energy_range_uj'), `${range}\n`);
  await set(folder, joules);
}

const set = (folder: string, joules: number) =>
  writeFile(join(root, 'sys/class/powercap', folder, 'energy_uj'), `${joules * joule}\n`);

function meterFor(declaredWatts: number | null = null, platform = 'linux'): EnergyMeter | null {
  return energyMeterFor(platform, { declaredWatts, cores: () => 4, root });
}

function counters(): EnergyMeter {
  const meter = meterFor();
  if (meter?.source !== 'counters') throw new Error('the counters were not found');
  return meter;
}

describe('the energy of a run', () => {
  it('is what packages and memory took meanwhile, though a counter began anew', async () => {
    await zone('intel-rapl:0', 'package-0', 990);
    await zone('intel-rapl:0:0', 'core', 0);
    await zone('intel-rapl:0:2', 'dram', 5);
    await zone('intel-rapl:1', 'psys', 0);
    const meter = counters();
    await set('intel-rapl:0', 995);
    const reading = meter.begin();
    await Promise.all([set('intel-rapl:0', 20), set('intel-rapl:0:0', 500), set('intel-rapl:0:2', 8)]);
    await set('intel-rapl:1', 900);
    expect(reading.end(0)).toBeCloseTo(25 + 3);
    expect(reading.end(0)).toBeNull();
  });

  it('is shared evenly with the runs beside it, and by nobody while none is under way', async () => {
    await zone('intel-rapl:0', 'package-0', 0);
    const meter = counters();
    const first = meter.begin();
    await set('intel-rapl:0', 10);
    const second = meter.begin();
    await set('intel-rapl:0', 30);
    expect(first.end(0)).toBeCloseTo(20);
    await set('intel-rapl:0', 33);
    expect(second.end(0)).toBeCloseTo(13);
    await set('intel-rapl:0', 500);
    const third = meter.begin();
    expect(third.end(0)).toBeCloseTo(0);
  });

  it('is unknown where a counter could not be read in between', async () => {
    await zone('intel-rapl:0', 'package-0', 0);
    const meter = counters();
    const reading = meter.begin();
    await writeFile(join(root, 'sys/class/powercap/intel-rapl:0/energy_uj'), 'nothing');
    meter.begin().end(0);
    await set('intel-rapl:0', 7);
    expect(reading.end(0)).toBeNull();
  });

  it("is a core's part of what the owner declared, where nothing can be read", () => {
    expect(meterFor(60)?.source).toBe('declared');
    expect(meterFor(60)?.begin().end(2_000)).toBeCloseTo(30);
  });

  it.each(['linux', 'darwin', 'win32'])('is unknown on %s where nobody tells it', (platform) => {
    expect(meterFor(null, platform)).toBeNull();
  });
});
