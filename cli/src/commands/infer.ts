import { ApiError } from '../client/ApiError.js';
import { inferPicture, type Reading } from '../client/infer.js';
import { uploadFile } from '../client/uploadFile.js';
import type { Terminal } from '../terminal/Terminal.js';
import type { Command, CommandContext } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic infer MODEL FILE [--timeout SECONDS] [--json]';

/** `aic infer ocr photo.png`: uploads a picture, has it read, and prints its text. */
export const inferCommand: Command = {
  name: 'infer',
  usage,
  summary: 'run a model on a file: aic infer ocr photo.png',
  async run(args, context) {
    const { values, positionals } = parseWords(args, usage, { texts: ['timeout'] });
    const [model, file, ...rest] = positionals;
    if (model === undefined || file === undefined || rest.length > 0) throw usageError(usage);
    const timeoutMs = Number(values.timeout ?? 120) * 1_000;
    if (!(timeoutMs > 0)) throw usageError(usage, '--timeout must be a number of seconds.');
    const reading = await read(context, { model, file, timeoutMs });
    if (values.json === true) context.terminal.printJson(reading);
    else printReading(context.terminal, reading);
  },
};

async function read(
  { environment, terminal, signal }: CommandContext,
  { model, file, timeoutMs }: { readonly model: string; readonly file: string; readonly timeoutMs: number },
): Promise<Reading> {
  const connection = await connect(environment);
  const image = await uploadFile(connection, file, (sent, total) =>
    terminal.progress(`uploading ${file}: ${Math.round((sent / Math.max(1, total)) * 100)} %`),
  );
  terminal.progress('running …');
  const reading = await inferPicture(connection, {
    model,
    image,
    timeoutMs,
    signal,
    onProgress: ({ state }) => terminal.progress(`the job is ${state.toLowerCase()} …`),
  });
  if (signal.aborted) throw new ApiError('INTERRUPTED', 'Interrupted.');
  return reading;
}

function printReading(terminal: Terminal, reading: Reading): void {
  for (const { text } of reading.lines) terminal.print(text);
  if (reading.lines.length === 0) terminal.say('No text was found.');
  terminal.say(
    `${reading.lines.length} lines in ${reading.milliseconds} ms on ${reading.deviceId} (${reading.jobId})`,
  );
}
