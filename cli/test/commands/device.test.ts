import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeDevice } from '../../src/device/describeDevice.js';
import { deviceStatusSchema } from '../../src/device/deviceStatus.js';
import { parseCaps, parseDuration } from '../../src/device/parseCaps.js';
import { AicUser } from '../runAic.js';

const caps = {
  idleOnly: true,
  idleMinutes: 3,
  onBattery: false,
  onMetered: false,
  hours: null,
  temperatureLimit: null,
  cores: null,
  cpuShare: 100,
  memoryMegabytes: null,
  diskMegabytes: null,
};
const amount = { succeeded: 7, failed: 1, runMs: 3_900_000 };
const status = {
  version: '0.1.0',
  newerVersion: '0.2.0',
  deviceId: 'dev_1',
  name: 'desk',
  fleetId: 'flt_1',
  link: 'connected',
  linkReason: null,
  paused: 'paused: on battery',
  pausedUntil: null,
  reasons: ['paused: on battery', 'paused: in use'],
  unknown: ['metered'],
  cores: 2,
  attempts: [{ runner: 'ocr', modelVersionId: 'mdv_1', startedAt: null }],
  today: amount,
  allTime: amount,
  energy: 'counters',
  providers: [
    { name: 'cpu', absent: null },
    { name: 'webgpu', absent: null },
    { name: 'cuda', absent: 'no such library' },
  ],
  models: [
    { modelVersionId: 'mdv_1', provider: 'webgpu', msPerItem: 12.4, notes: [] },
    {
      modelVersionId: 'mdv_2',
      provider: 'cpu',
      msPerItem: 0.84,
      notes: ['webgpu: takes 2.1 ms, cpu 0.84 ms'],
    },
  ],
  cache: { bytes: 3 * 2 ** 20, budgetBytes: 2 ** 30 },
  caps,
};

/** An agent's door that remembers what it was asked, in a folder with its `door.json`. */
async function startFakeDoor() {
  const asked: { route: string; body: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const route = `${request.method ?? ''} ${request.url ?? ''}`;
      asked.push({ route, body, authorization: request.headers.authorization });
      const refused = body.includes('at night');
      response.statusCode = refused ? 400 : 200;
      const error = { code: 'CAPS_INVALID', message: 'hours: no hours' };
      const answer = route.endsWith('/caps') ? caps : route.endsWith('/leave') ? { summary: 'gone' } : status;
      response.end(JSON.stringify(refused ? { error } : answer));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(path.join(tmpdir(), 'aic-door-'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(path.join(folder, 'door.json'), JSON.stringify({ url, token: 'secret' }));
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { asked, folder };
}

async function run(...words: string[]) {
  const user = await AicUser.create();
  onTestFinished(() => user.leave());
  return user.run(['device', ...words]);
}

describe('aic device', () => {
  it.each([
    ['asleep: no work for 10 min', { asleep: 'asleep: no work for 10 min' }],
    ['paused: on battery', { asleep: 'asleep: no work for 10 min', paused: 'paused: on battery' }],
    ['waiting for work', {}],
  ])('says what a device without work does: %s', (state, some) => {
    const seen = deviceStatusSchema.parse({ ...status, paused: null, attempts: [], ...some });
    expect(describeDevice(seen, 0)[1]).toEqual(['State', state]);
  });

  it('shows what an owner wants to see', async () => {
    const { folder } = await startFakeDoor();
    const { code, out } = await run('status', '--data', folder);
    expect(code).toBe(0);
    for (const text of [
      /State +paused: on battery/,
      /Energy +measured by the processor/,
      /Computes on +webgpu/,
      /Computes on +not cuda: no such library/,
      /Model +mdv_1 on webgpu, 12 ms an item/,
      /Model +mdv_2 on cpu, 0.8 ms an item; webgpu: takes 2.1 ms, cpu 0.84 ms/,
      /also paused: in use/,
      /Cannot tell +metered/,
      /Runs +mdv_1 \(ocr\), waiting/,
      /Today +7 tasks done, 1 failed, ran for 1 h 5 min/,
      /Cache +3 MB of 1024 MB/,
      /Version +0\.1\.0 — 0\.2\.0 is out/,
      /--cores +default \(2\)/,
    ])
      expect(out).toMatch(text);
  });

  it('pauses for a time, and resumes, with the secret of the door', async () => {
    const { folder, asked } = await startFakeDoor();
    await run('pause', '--for', '2h', '--data', folder);
    await run('resume', '--data', folder);
    const authorization = 'Bearer secret';
    expect(asked).toEqual([
      { route: 'POST /pause', body: '{"forSeconds":7200}', authorization },
      { route: 'POST /resume', body: '{}', authorization },
    ]);
  });

  it('sets the caps it is told, and only shows them when it is told none', async () => {
    const { folder, asked } = await startFakeDoor();
    await run('caps', '--cores', '2', '--on-battery', 'yes', '--memory', '4G', '--data', folder);
    const { out } = await run('caps', '--data', folder, '--json');
    expect(asked.map(({ route, body }) => [route, body])).toEqual([
      ['POST /caps', '{"onBattery":true,"cores":2,"memoryMegabytes":4096}'],
      ['GET /caps', ''],
    ]);
    expect(JSON.parse(out)).toEqual(caps);
  });

  it('has the agent leave its fleet when it is sure', async () => {
    const { folder, asked } = await startFakeDoor();
    expect((await run('leave', '--data', folder)).code).toBe(2);
    expect(asked).toEqual([]);
    const { code, out } = await run('leave', '--yes', '--gateway', 'https://h', '--data', folder);
    expect([code, out]).toEqual([0, 'gone\n']);
    await run('leave', '--yes', '--local', '--data', folder);
    expect(asked.map(({ route, body }) => [route, body])).toEqual([
      ['POST /leave', '{"gatewayUrl":"https://h"}'],
      ['POST /leave', '{"local":true}'],
    ]);
  });

  it('tells what the agent refuses', async () => {
    const { folder } = await startFakeDoor();
    const { code, err } = await run('caps', '--hours', 'at night', '--data', folder);
    expect([code, err]).toEqual([1, 'aic: hours: no hours [CAPS_INVALID]\n']);
  });

  it('says where it looked when there is no agent', async () => {
    const { code, err } = await run('status', '--data', '/nowhere');
    expect([code, err]).toEqual([4, expect.stringContaining('/nowhere')]);
  });

  it.each([['frobnicate'], ['pause', '--for', 'long'], ['caps', '--cores', 'many'], ['status', 'now']])(
    'does not guess what %s %s means',
    async (...words) => {
      expect((await run(...words)).code).toBe(2);
    },
  );
});

describe('caps on the command line', () => {
  it.each([
    [
      { hours: 'any', cores: 'default', cpu: '50%' },
      { hours: null, cores: null, cpuShare: 50 },
    ],
    [
      { disk: '512M', memory: 'default' },
      { diskMegabytes: 512, memoryMegabytes: null },
    ],
    [
      { disk: '1T', temperature: '80' },
      { diskMegabytes: 1_048_576, temperatureLimit: 80 },
    ],
    [
      { 'only-idle': 'no', 'idle-minutes': '0.5' },
      { idleOnly: false, idleMinutes: 0.5 },
    ],
  ])('%j', (options, expected) => {
    expect(parseCaps(options)).toEqual({ caps: expected });
  });

  it.each([{ disk: '512' }, { 'on-battery': 'maybe' }, { cpu: 'half' }, { temperature: '' }])(
    'cannot read %j',
    (options) => {
      expect(parseCaps(options)).toEqual({ unreadable: Object.keys(options)[0] });
    },
  );

  it('reads times', () => {
    expect(['90s', '30m', '2h', '1d', '0s', '2', 'h', '-1h'].map(parseDuration)).toEqual([
      ...[90, 1_800, 7_200, 86_400],
      ...[null, null, null, null],
    ]);
  });
});
