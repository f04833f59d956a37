import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApacheKafka, whyNoApacheKafka, type TestBroker } from '../../platform/test/kafka/brokers.js';
import { auditIsIntact } from '../system/audit.js';
import { jobUnderWay } from '../system/jobUnderWay.js';
import { submitJob } from '../system/jobs.js';
import { publishModel } from '../system/models.js';
import { readWelcome, welcomeText } from '../system/pictures.js';
import { expectEachTaskDoneOnce } from '../system/expectEachTaskDoneOnce.js';
import { sideFor } from '../system/sideFor.js';
import { TestSystem } from '../system/TestSystem.js';
import { workItem, workModel } from '../system/workModel.js';

const items = 200;
const missing = whyNoApacheKafka();
const mustRun = process.env.CI === 'true';
if (missing !== undefined && !mustRun)
  process.stderr.write(`The whole system is not tested on Apache Kafka: ${missing}\n`);

describe.skipIf(missing !== undefined && !mustRun)('the whole system on Apache Kafka', () => {
  let kafka: TestBroker;
  let system: TestSystem;

  beforeAll(async () => {
    kafka = await startApacheKafka();
    system = await TestSystem.start({ kafkaBrokers: kafka.brokers });
  }, 240_000);

  afterAll(async () => {
    await system.end();
    await kafka.stop();
  }, 90_000);

  test('reads a picture', { timeout: 120_000 }, async () => {
    expect(await readWelcome(system.api)).toContain(welcomeText);
  });

  test('runs a job of 200 tasks, each exactly once', { timeout: 180_000 }, async () => {
    await publishModel(system.api, 'work', workModel(8));
    const id = await submitJob(system.api, {
      model: 'work',
      items: Array.from({ length: items }, (_, index) => workItem(index, 64)),
    });
    await expectEachTaskDoneOnce(system.api, id, items);
  });

  test('finishes a job in whose middle dispatcher and compute are killed', { timeout: 180_000 }, async () => {
    const id = await jobUnderWay(system.api, { items, side: await sideFor(system.api, 10) });
    for (const name of ['dispatcher', 'compute']) system.kill(name);
    await expectEachTaskDoneOnce(system.api, id, items);
    expect([...system.crashes].sort()).toEqual(['compute', 'dispatcher']);
  });

  test('keeps an unbroken audit log', { timeout: 60_000 }, async () => {
    expect(await auditIsIntact(system.api)).toBe(true);
  });
});
