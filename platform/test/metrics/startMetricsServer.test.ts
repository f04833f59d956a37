import { afterEach, describe, expect, it } from 'vitest';
import { CollectedMetrics, DurationHistogram, startMetricsServer } from '../../src/metrics/index.js';
import type { HttpServer } from '../../src/http/startHttpServer.js';
import { silentLogger as log } from '../silentLogger.js';

const servers: HttpServer[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function serve(metrics: CollectedMetrics): Promise<string> {
  const server = await startMetricsServer({ host: '127.0.0.1', port: 0, log, registry: metrics.registry });
  servers.push(server);
  return `${server.url}/metrics`;
}

const read = async (url: string) => (await fetch(url)).text();

describe('the server of metrics', () => {
  it('answers what is true at the moment it is asked', async () => {
    const metrics = new CollectedMetrics();
    const numbers = new Map([['a', 1]]);
    const samples = () => [...numbers].map(([name, value]) => ({ labels: { name }, value }));
    metrics.addCounter({ name: 'things_total', help: 'Things.', labels: ['name'], read: samples });
    metrics.addGauge({ name: 'open_things', help: 'Open ones.', labels: ['name'], read: samples });
    const url = await serve(metrics);
    expect(await read(url)).toContain('things_total{name="a"} 1\n');
    numbers.set('a', 3).set('b', 2);
    const text = await read(url);
    expect(text).toContain(
      '# TYPE things_total counter\nthings_total{name="a"} 3\nthings_total{name="b"} 2\n',
    );
    expect(text).toContain('# TYPE open_things gauge\nopen_things{name="a"} 3\n');
    numbers.delete('a');
    expect(await read(url)).not.toContain('name="a"');
  });

  it('answers durations in seconds, each bucket with those before it', async () => {
    const metrics = new CollectedMetrics();
    const durations = new DurationHistogram();
    [0.5, 2, 2, 60_000].forEach((ms) => durations.add(ms));
    const sample = { labels: { name: 'a' }, value: durations };
    metrics.addDurations({ name: 'waits_seconds', help: 'Waits.', labels: ['name'], read: () => [sample] });
    const lines = (await read(await serve(metrics)))
      .split('\n')
      .filter((line) => line.includes('waits_seconds'));
    expect(lines[1]).toBe('# TYPE waits_seconds histogram');
    expect(lines).toContain('waits_seconds_bucket{name="a",le="0.001"} 1');
    expect(lines).toContain('waits_seconds_bucket{name="a",le="0.0025"} 3');
    expect(lines).toContain('waits_seconds_bucket{name="a",le="10"} 3');
    expect(lines).toContain('waits_seconds_bucket{name="a",le="+Inf"} 4');
    expect(lines).toContain('waits_seconds_sum{name="a"} 60.0045');
    expect(lines).toContain('waits_seconds_count{name="a"} 4');
  });

  it('writes hostile label values so that they stay one value', async () => {
    const metrics = new CollectedMetrics();
    const sample = { labels: { name: 'a"} 7\nevil 1 \\' }, value: 1 };
    metrics.addCounter({ name: 'things_total', help: 'Things.', labels: ['name'], read: () => [sample] });
    expect(await read(await serve(metrics))).toContain('things_total{name="a\\"} 7\\nevil 1 \\\\"} 1\n');
  });

  it('tells of the process, once, however many servers there are', async () => {
    const [first, second] = [await serve(new CollectedMetrics()), await serve(new CollectedMetrics())];
    for (const url of [first, second]) {
      const response = await fetch(url);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
      const text = await response.text();
      expect(text.match(/^process_resident_memory_bytes \d+$/gm)).toHaveLength(1);
      expect(text).toContain('nodejs_gc_duration_seconds');
      expect(text).toContain('nodejs_eventloop_lag_seconds');
    }
  });

  it('says that its port is taken', async () => {
    const url = new URL(await serve(new CollectedMetrics()));
    const { registry } = new CollectedMetrics();
    const again = startMetricsServer({ host: '127.0.0.1', port: Number(url.port), log, registry });
    await expect(again).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
