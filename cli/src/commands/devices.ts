import { z } from 'zod';
import { request } from '../client/request.js';
import type { Command, CommandContext } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = [
  'aic devices drain DEVICE --reason WORDS [--json]',
  'aic devices undrain DEVICE --reason WORDS [--json]',
].join('\n');

const standingSchema = z.object({ state: z.string(), drainingSince: z.string().nullable() });

const drain: Subcommand = async (args, context) => {
  const { deviceId, ...outcome } = await setDraining(args, context, true);
  show({ deviceId, ...outcome }, context, `${deviceId} is given nothing more, and finishes what it runs.`);
};

const undrain: Subcommand = async (args, context) => {
  const { deviceId, ...outcome } = await setDraining(args, context, false);
  const words = outcome.state === 'ACTIVE' ? 'may be given work again' : 'is suspended all the same';
  show({ deviceId, ...outcome }, context, `${deviceId} ${words}.`);
};

const subcommands: ReadonlyMap<string, Subcommand> = new Map([
  ['drain', drain],
  ['undrain', undrain],
]);

/** `aic devices`: the devices of a community, for who manages them. */
export const devicesCommand: Command = {
  name: 'devices',
  usage,
  summary: 'take a device of your community out of work, or let it back in',
  async run([subcommand, ...args], context) {
    await subcommandOf(subcommands, subcommand, usage)(args, context);
  },
};

interface Outcome extends z.infer<typeof standingSchema> {
  readonly deviceId: string;
  readonly json: boolean;
}

async function setDraining(
  args: readonly string[],
  { environment }: CommandContext,
  draining: boolean,
): Promise<Outcome> {
  const { values, positionals } = parseWords(args, usage, { texts: ['reason'] });
  const [deviceId, ...rest] = positionals;
  const { reason, json = false } = values;
  if (deviceId === undefined || rest.length > 0 || reason === undefined) throw usageError(usage);
  const { setDeviceDraining } = await request(await connect(environment), {
    query: `mutation Drain($deviceId: ID!, $draining: Boolean!, $reason: String!) {
      setDeviceDraining(deviceId: $deviceId, draining: $draining, reason: $reason) { state drainingSince }
    }`,
    variables: { deviceId, draining, reason },
    data: z.object({ setDeviceDraining: standingSchema }),
  });
  return { deviceId, json, ...setDeviceDraining };
}

function show({ json, ...outcome }: Outcome, { terminal }: CommandContext, text: string): void {
  if (json) terminal.printJson(outcome);
  else terminal.print(text);
}
