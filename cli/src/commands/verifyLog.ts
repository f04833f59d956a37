import { readFile, writeFile } from 'node:fs/promises';
import { parseNoteKey, type NoteKey } from '@ai-collective/contracts';
import { ApiError } from '../client/ApiError.js';
import { logPages, signedLog } from '../client/AuditLog.js';
import type { Connection } from '../client/Connection.js';
import { Leaves, requireSigned, signedCheckpoint } from '../client/verifyRecords.js';
import { loggedVote, verifyVotes, type LoggedVote } from '../client/verifyVotes.js';
import type { Command, CommandContext } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';

const usage = 'aic verify-log [--key KEY] [--since NOTE] [--save NOTE] [--json]';

/** `aic verify-log`: recomputes the audit log of a community, and holds it against what was signed and voted. */
export const verifyLogCommand: Command = {
  name: 'verify-log',
  usage,
  summary: 'check that nothing in the audit log, or in what was voted, was changed',
  run: async (args, context) => {
    const { values, positionals } = parseWords(args, usage, { texts: ['key', 'since', 'save'] });
    if (positionals.length > 0) throw usageError(usage);
    const { environment, terminal } = context;
    const connection = await connect(environment);
    const { note, key: told } = await signedLog(connection);
    const key = keyFrom(values.key ?? told);
    const signed = signedCheckpoint(note, key);
    const earlier = values.since === undefined ? null : signedCheckpoint(await readNote(values.since), key);
    const { leaves, votes } = await readLog(connection, signed.size, context);
    requireSigned(leaves.tree(), signed, earlier);
    const checked = await verifyVotes(connection, votes);
    if (values.save !== undefined) await writeFile(values.save, note);
    const root = Buffer.from(signed.root).toString('base64');
    if (values.json === true)
      terminal.printJson({
        ...{ origin: signed.origin, size: signed.size, root, key: values.key ?? told },
        ...{ erased: leaves.erased, votes: checked, since: earlier?.size ?? null },
      });
    else {
      terminal.print(`All ${signed.size} records of ${signed.origin} are what was signed. Root: ${root}`);
      if (earlier !== null) terminal.print(`The first ${earlier.size} are those that were signed before.`);
      if (leaves.erased > 0)
        terminal.print(`${leaves.erased} of them no longer say anything: that was erased.`);
      terminal.print(`What was put to the vote, and how votes ended, is as it was (${checked} checked).`);
    }
    if (values.key === undefined)
      terminal.say(`The key is the one the gateway named. Compare it with the one you were given: ${told}`);
  },
};

function keyFrom(text: string): NoteKey {
  const key = parseNoteKey(text);
  if (key === undefined) throw new ApiError('KEY_INVALID', `This is no key of a log: ${text}`);
  return key;
}

async function readNote(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new ApiError('FILE_NOT_FOUND', `${file} cannot be read.`, { cause: error });
  });
}

async function readLog(
  connection: Connection,
  size: number,
  { terminal, signal }: CommandContext,
): Promise<{ readonly leaves: Leaves; readonly votes: readonly LoggedVote[] }> {
  const leaves = new Leaves(size);
  const votes: LoggedVote[] = [];
  let read = 0;
  for await (const page of logPages(connection, signal)) {
    for (const record of page) {
      leaves.add(record);
      const vote = loggedVote(record);
      if (vote !== undefined) votes.push(vote);
    }
    read += page.length;
    terminal.progress(`${read} of ${size} records`);
  }
  terminal.clearProgress();
  return { leaves, votes: votes.reverse() };
}
