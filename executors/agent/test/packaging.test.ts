import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const unitFile = join(import.meta.dirname, '../packaging/aic-agent.service');
const unit = readFileSync(unitFile, 'utf8');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the unit for systemd', () => {
  it.each([
    'User=aic-agent',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'Restart=on-failure',
    'StateDirectoryMode=0700',
  ])('says %s', (line) => {
    expect(unit.split('\n')).toContain(line);
  });

  it('keeps what the agent knows where it may write and where `aic device` looks', () => {
    expect(unit).toContain('Environment=DATA_DIR=/var/lib/aic-agent\n');
    expect(unit).toContain('StateDirectory=aic-agent\n');
    expect(read('cli/src/commands/device.ts')).toContain("'/var/lib/aic-agent'");
  });

  it.skipIf(!existsSync('/usr/bin/systemd-analyze'))('has nothing that systemd would not understand', () => {
    const complaints = execFileSync('/usr/bin/systemd-analyze', ['verify', unitFile], { encoding: 'utf8' });
    expect(complaints).toBe('');
  });
});

describe('the container', () => {
  it('has what an agent needs, and runs as nobody special', () => {
    const image = read('Dockerfile');
    for (const part of ['executors executors', 'contracts contracts', 'USER node', 'HEALTHCHECK'])
      expect(image).toContain(part);
    const agent = /\n {2}agent:\n([\s\S]*?)\nvolumes:/.exec(read('docker-compose.yml'))?.[1] ?? '';
    expect(agent).toContain("command: ['node', 'executors/agent/dist/main.js']");
    expect(agent).toContain('DATA_DIR: /data');
    expect(agent).toContain('DEVICE_USE: dedicated');
  });
});
