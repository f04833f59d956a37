import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { observeLinux } from '../../src/observations/observeLinux.js';
import { observerFor } from '../../src/observations/observerFor.js';
import { probeWithin } from '../../src/observations/runProbe.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const now = 1_700_000_600_000;

async function observe(files: Record<string, string>, outputs: Record<string, string> = {}) {
  const root = await temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
    await utimes(join(root, path), new Date(now - 42_000), new Date(now));
  }
  const probe = (file: string) => Promise.resolve(outputs[file] ?? '');
  return observeLinux({ root, probe, now: () => now });
}

describe('a Linux machine', () => {
  it('is a headless server when it has no supplies, no inputs and no tools', async () => {
    expect(await observe({})).toEqual({
      power: 'none',
      idle: 'headless',
      temperature: 'unknown',
      metered: 'unknown',
    });
  });

  it('is a laptop on battery with somebody in front of it', async () => {
    const observed = await observe(
      {
        'sys/class/power_supply/BAT0/type': 'Battery',
        'sys/class/power_supply/BAT0/status': 'Discharging',
        'sys/class/power_supply/AC/type': 'Mains',
        'sys/class/power_supply/AC/online': '0',
        'sys/class/thermal/thermal_zone0/temp': '61000',
        'sys/class/thermal/cooling_device0/temp': '99000',
        'dev/input/event0': '',
      },
      { loginctl: 'ActiveSession=2\nIdleHint=no\nIdleSinceHint=0\n', busctl: 'u 1\n' },
    );
    expect(observed).toEqual({ power: 'battery', idle: 0, temperature: 61, metered: true });
  });

  it('asks the X server first, and NetworkManager a second way', async () => {
    const metered = 'GENERAL.STATE:100 (connected)\nGENERAL.METERED:no (guessed)\n';
    expect(
      await observe(
        { 'dev/pts/0': '' },
        { xprintidle: '7000\n', loginctl: 'ActiveSession=2\n', nmcli: metered },
      ),
    ).toMatchObject({ idle: 7_000, metered: false });
  });

  it('knows by terminals when somebody typed last', async () => {
    expect(await observe({ 'dev/pts/3': '', 'dev/pts/ptmx': '' })).toMatchObject({ idle: 42_000 });
  });

  it('says that it does not know whether it is used, with inputs and no seat that tells', async () => {
    expect(await observe({ 'dev/input/event0': '' })).toMatchObject({ idle: 'unknown' });
  });
});

describe('probes', () => {
  it('end in time, and are empty when they fail', async () => {
    expect(await probeWithin(50)(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])).toBe('');
    expect(await probeWithin(5_000)('no-such-program-here', [])).toBe('');
    expect(await probeWithin(20_000)(process.execPath, ['-e', 'console.log(7)'])).toBe('7\n');
  });

  it('know nothing of other platforms', async () => {
    expect((await observerFor('aix').observe()).idle).toBe('unknown');
  });
});
