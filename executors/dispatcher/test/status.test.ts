import { queueKey, queueSituationSchema, situationRecordSchema, topics } from '@ai-collective/contracts';
import { expect, it } from 'vitest';
import { QueueTeller } from '../src/status/QueueTeller.js';
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

it('tells why queues wait: when that changes, once a minute, and when they wait no longer', async () => {
  const dispatch = await TestDispatch.start();
  const producer = await dispatch.broker
    .transport()
    .createProducer({ brokers: '', clientId: '', log: quiet });
  const teller = new QueueTeller(dispatch.context, producer);
  const messages = () => dispatch.broker.messages(topics.situations);
  const told = () =>
    messages().map(({ value }) => queueSituationSchema.parse(JSON.parse(value.toString())).reason);
  const task = dispatch.submit({ privacy: 'TRUSTED' });
  dispatch.submit({ privacy: 'TRUSTED' });
  await teller.tell();
  expect(told()).toEqual([]);
  dispatch.now += 3_000;
  dispatch.broker.down = true;
  await teller.tell();
  dispatch.broker.down = false;
  dispatch.now += 15_000;
  await teller.tell();
  await teller.tell();
  expect(told()).toEqual(['no device of its fleet is connected']);
  expect(messages()[0]?.key).toBe(queueKey({ ...task, isSecondOpinion: false }));
  const stranger = dispatch.join(1, { vouched: false });
  dispatch.pass(15_000, [stranger]);
  await teller.tell();
  const reason =
    'no connected device may run it: the task is TRUSTED, and no operator vouches for the device';
  expect(told().at(-1)).toBe(reason);
  dispatch.pass(45_000, [stranger]);
  await teller.tell();
  expect(told()).toHaveLength(2);
  dispatch.pass(15_000, [stranger]);
  await teller.tell();
  expect(told().slice(2)).toEqual([reason]);
  const trusted = dispatch.join(1, { vouched: true });
  dispatch.pass(15_000, [stranger, trusted]);
  await teller.tell();
  await dispatch.succeed(trusted);
  await teller.tell();
  await teller.tell();
  expect(told().slice(3)).toEqual(['no device that may run it is free: busy', null]);
});
