import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listeningSockets } from '../../src/plan/portHolder.js';
import { requireFreePorts } from '../../src/plan/requireFreePorts.js';
import { freePort } from '../../src/postgres/freePort.js';

describe('requireFreePorts', () => {
  let server: Server | undefined;

  afterEach(() => server?.close());

  it('is content when nobody listens', async () => {
    await expect(requireFreePorts({ gateway: await freePort() })).resolves.toBeUndefined();
  });

  it('names the port, who wants it, and who holds it', async () => {
    const port = await freePort();
    await new Promise<void>((resolve) => {
      server = createServer().listen(port, '127.0.0.1', resolve);
    });
    const holder = process.platform === 'linux' ? `(process ${process.pid})` : 'another program';
    await expect(requireFreePorts({ gateway: port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`^Port ${port}, wanted for gateway, is taken by`)) as string,
    });
    await expect(requireFreePorts({ gateway: port })).rejects.toThrow(holder);
  });
});

describe('listeningSockets', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
    '   1: 0100007F:0FA0 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 222 1',
    '   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1',
  ].join('\n');

  it.each([
    [4000, ['111']],
    [8080, ['333']],
    [9999, []],
  ])('finds who listens on port %i, and no mere connections', (port, inodes) => {
    expect(listeningSockets(table, port)).toEqual(inodes);
  });
});
