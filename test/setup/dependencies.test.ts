import { describe, expect, it } from 'vitest';
import { diskShortage, installedMatches } from '../../scripts/setup/dependencies.mjs';

const wanted = {
  '': {},
  contracts: { version: '0.1.0' },
  'node_modules/@ai-collective/contracts': { link: true },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-b', optional: true },
};

const installed = {
  contracts: { version: '0.1.0' },
  'node_modules/@ai-collective/contracts': { link: true },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
};

describe('installedMatches', () => {
  it('accepts an installation without the optional packages of other platforms', () => {
    expect(installedMatches(wanted, installed)).toBe(true);
  });

  it('refuses an installation of another version', () => {
    const older = { ...installed, 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-z' } };
    expect(installedMatches(wanted, older)).toBe(false);
  });

  it('refuses the same version with other contents', () => {
    const other = { ...installed, 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-other' } };
    expect(installedMatches(wanted, other)).toBe(false);
  });

  it('refuses when a package is missing', () => {
    expect(installedMatches(wanted, {})).toBe(false);
  });

  it('refuses when a package is left over from an older lockfile', () => {
    const more = { ...installed, 'node_modules/left-over': { version: '1.0.0' } };
    expect(installedMatches(wanted, more)).toBe(false);
  });
});

describe('diskShortage', () => {
  it('says nothing when there is room', () => {
    expect(diskShortage(5 * 1024 ** 3, '/home/ada')).toBeNull();
  });

  it('says how much is free and how much is needed', () => {
    const shortage = diskShortage(0.5 * 1024 ** 3, '/home/ada');
    expect(shortage?.message).toContain('0.5 GB free in /home/ada, about 2 GB needed');
  });
});
