import { situationRecordSchema, topics } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { SituationTeller } from '../src/status/SituationTeller.js';
import { TestDispatch } from './support/TestDispatch.js';
import { quiet } from './support/TestSystem.js';

it('tells why devices have no work when that changes, and once a minute', async () => {
  const dispatch = await TestDispatch.start();
  const producer = await dispatch.broker
    .transport()
    .createProducer({ brokers: '', clientId: '', log: quiet });
  const teller = new SituationTeller(dispatch.context, producer);
  const device = dispatch.join();
  const told = () =>
    dispatch.broker
      .messages(topics.situations)
      .map(({ value }) => situationRecordSchema.parse(JSON.parse(value.toString())).idleReason);
  await teller.tell();
  await teller.tell();
  expect(told()).toEqual(['no task is waiting in its fleet']);
  dispatch.submit();
  dispatch.broker.down = true;
  await teller.tell();
  dispatch.broker.down = false;
  await teller.tell();
  expect(told()).toEqual(['no task is waiting in its fleet', null]);
  dispatch.pass(60_000, [device]);
  await teller.tell();
  expect(told()).toHaveLength(3);
  device.device.connection = null;
  await dispatch.succeed(device);
  await teller.tell();
  dispatch.now += 600_000;
  await teller.tell();
  expect(told().slice(3)).toEqual(['not connected']);
});
