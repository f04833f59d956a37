import { z } from 'zod';
import { ApiError } from '../client/ApiError.js';
import { describeCaps, describeDevice } from '../device/describeDevice.js';
import { capsSchema, deviceStatusSchema } from '../device/deviceStatus.js';
import { openDoor, type Door } from '../device/openDoor.js';
import { capNames, parseCaps, parseDuration } from '../device/parseCaps.js';
import { table } from '../terminal/table.js';
import type { Command, CommandContext } from './Command.js';
import { parseWords, usageError } from './parseWords.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = [
  'aic device status [--data FOLDER] [--json]',
  'aic device pause [--for 2h] [--reason WORDS] [--data FOLDER] [--json]',
  'aic device resume [--data FOLDER] [--json]',
  'aic device caps [--cores 2] [--hours "mon-fri 22:00-07:00"] [--only-idle yes|no] [--idle-minutes 3] [--on-battery yes|no]',
  '                [--on-metered yes|no] [--cpu 50%] [--memory 4G] [--disk 10G] [--temperature 80] [--data FOLDER] [--json]',
  'aic device leave [--yes] [--local] [--gateway URL] [--data FOLDER] [--json]',
].join('\n');

/** Where an agent started by hand keeps its folder, and where one of the system's does. */
const usualFolders = ['.data/agent', '/var/lib/aic-agent'];

const status: Subcommand = async (args, context) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['data'] });
  if (positionals.length > 0) throw usageError(usage);
  const door = await doorOf(values.data, context);
  show(await door.get('/status'), values.json, context);
};

const pause: Subcommand = async (args, context) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['data', 'for', 'reason'] });
  const forSeconds = values.for === undefined ? undefined : parseDuration(values.for);
  if (positionals.length > 0 || forSeconds === null)
    throw usageError(usage, '--for takes a time such as 30m, 2h or 1d.');
  const door = await doorOf(values.data, context);
  show(await door.post('/pause', { reason: values.reason, forSeconds }), values.json, context);
};

const resume: Subcommand = async (args, context) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['data'] });
  if (positionals.length > 0) throw usageError(usage);
  const door = await doorOf(values.data, context);
  show(await door.post('/resume', {}), values.json, context);
};

const caps: Subcommand = async (args, context) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['data', ...capNames] });
  const parsed = parseCaps(values);
  if (positionals.length > 0) throw usageError(usage);
  if ('unreadable' in parsed) throw usageError(usage, `--${parsed.unreadable} cannot be read.`);
  const door = await doorOf(values.data, context);
  const changes = Object.keys(parsed.caps).length > 0;
  const answer = capsSchema.parse(changes ? await door.post('/caps', parsed.caps) : await door.get('/caps'));
  if (values.json === true) context.terminal.printJson(answer);
  else for (const line of table(describeCaps(answer), context.width)) context.terminal.print(line);
};

/** What the device runs is finished first, which may take a while. */
const leaveLimitMs = 10 * 60_000;

const leftSchema = z.object({ summary: z.string() });

const leave: Subcommand = async (args, context) => {
  const words = { texts: ['data', 'gateway'], flags: ['yes', 'local'] } as const;
  const { values, positionals } = parseWords(args, usage, words);
  if (positionals.length > 0) throw usageError(usage);
  const door = await doorOf(values.data, context);
  if (values.yes !== true) await makeSure(context);
  const terms = { gatewayUrl: values.gateway, local: values.local };
  const { summary } = leftSchema.parse(await door.post('/leave', terms, leaveLimitMs));
  if (values.json === true) context.terminal.printJson({ summary });
  else context.terminal.print(summary);
};

async function makeSure({ terminal }: CommandContext): Promise<void> {
  if (!terminal.interactive)
    throw usageError(usage, 'It cannot be undone, and nobody can be asked here: add --yes.');
  const answer = await terminal.ask(
    'Take this device out of its fleet for good, and remove its key and cached models? [y/N] ',
  );
  if (!/^y(es)?$/i.test(answer)) throw new ApiError('NOT_CONFIRMED', 'The device stays where it is.');
}

const subcommands: ReadonlyMap<string, Subcommand> = new Map([
  ['status', status],
  ['pause', pause],
  ['resume', resume],
  ['caps', caps],
  ['leave', leave],
]);

/** `aic device`: what the agent on this machine does, and what its owner lets it do. */
export const deviceCommand: Command = {
  name: 'device',
  usage,
  summary: 'see and decide what the agent on this machine does',
  async run([subcommand, ...args], context) {
    await subcommandOf(subcommands, subcommand, usage)(args, context);
  },
};

function doorOf(folder: string | undefined, { environment }: CommandContext): Promise<Door> {
  const given = folder ?? environment.agentFolder;
  return openDoor(given === undefined ? usualFolders : [given]);
}

function show(answer: unknown, json: boolean | undefined, { terminal, width }: CommandContext): void {
  if (json === true) {
    terminal.printJson(answer);
    return;
  }
  const rows = describeDevice(deviceStatusSchema.parse(answer), Date.now());
  for (const line of table(rows, width)) terminal.print(line);
}
