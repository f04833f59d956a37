import { ApiError } from './client/ApiError.js';
import { ballotsCommand } from './commands/ballots.js';
import type { Command, CommandContext } from './commands/Command.js';
import { creditCommand } from './commands/credit.js';
import { deviceCommand } from './commands/device.js';
import { devicesCommand } from './commands/devices.js';
import { inferCommand } from './commands/infer.js';
import { jobCommand } from './commands/job.js';
import { jobsCommand } from './commands/jobs.js';
import { keysCommand } from './commands/keys.js';
import { loginCommand } from './commands/login.js';
import { logoutCommand } from './commands/logout.js';
import { membersCommand } from './commands/members.js';
import { recountCommand } from './commands/recount.js';
import { rolesCommand } from './commands/roles.js';
import { verifyLogCommand } from './commands/verifyLog.js';
import { exitCodeOf, exitCodes } from './exitCodes.js';

/** Every command, in the order help shows them. */
const commands: readonly Command[] = [
  loginCommand,
  logoutCommand,
  inferCommand,
  jobsCommand,
  jobCommand,
  creditCommand,
  ballotsCommand,
  recountCommand,
  verifyLogCommand,
  membersCommand,
  rolesCommand,
  keysCommand,
  devicesCommand,
  deviceCommand,
];

/** Runs `aic` with the words after it and answers its exit code. Errors are told in words, as JSON with `--json`. */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...words] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    for (const line of help()) context.terminal.print(line);
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  const command = commands.find((candidate) => candidate.name === name);
  try {
    if (command === undefined) throw new ApiError('USAGE', `There is no command "${name}". See "aic help".`);
    if (words.includes('--help')) context.terminal.print(`${command.usage}\n  ${command.summary}`);
    else await command.run(words, context);
    return exitCodes.done;
  } catch (error) {
    return report(error, words.includes('--json'), context);
  }
}

function report(error: unknown, asJson: boolean, { terminal, signal }: CommandContext): number {
  if (signal.aborted) return exitCodes.interrupted;
  const code = error instanceof ApiError ? error.code : 'UNEXPECTED';
  const message = error instanceof Error ? error.message : 'Something unexpected happened.';
  if (asJson) terminal.say(JSON.stringify({ error: { code, message } }));
  else terminal.say(`aic: ${message} [${code}]`);
  return exitCodeOf(error);
}

function help(): readonly string[] {
  return [
    'aic — run AI models on the devices of your community',
    '',
    ...commands.flatMap(({ usage, summary }) => [
      ...usage.split('\n').map((line) => `  ${line}`),
      `      ${summary}`,
    ]),
    '',
    '  --json prints one line of JSON for programs.',
    '  AIC_URL, AIC_API_KEY and AIC_COMMUNITY override what "aic login" remembered.',
    '  Exit codes: 0 done, 1 failed, 2 usage, 3 not allowed, 4 not found, 5 unreachable or too late, 6 the job failed.',
  ];
}
