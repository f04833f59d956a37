import { z } from 'zod';
import { request } from '../client/request.js';
import { table } from '../terminal/table.js';
import type { Command } from './Command.js';
import { connect } from './connect.js';
import { parseWords, usageError } from './parseWords.js';
import { subcommandOf, type Subcommand } from './subcommandOf.js';

const usage = 'aic credit [balance] [--json]\naic credit statement [--first N] [--after CURSOR] [--json]';

const accountSchema = z.object({
  holder: z.string(),
  balance: z.string(),
  owed: z.string(),
  monthlyBudget: z.string().nullable(),
});

const entrySchema = z.object({
  at: z.string(),
  reason: z.string(),
  amount: z.string(),
  jobId: z.string().nullable(),
});

const statementSchema = z.object({
  edges: z.array(z.object({ node: entrySchema })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

const balance: Subcommand = async (args, { environment, terminal }) => {
  const { values, positionals } = parseWords(args, usage);
  if (positionals.length > 0) throw usageError(usage);
  const { creditAccount } = await request(await connect(environment), {
    query: 'query Credit { creditAccount { holder balance owed monthlyBudget } }',
    data: z.object({ creditAccount: accountSchema }),
  });
  if (values.json === true) {
    terminal.printJson(creditAccount);
    return;
  }
  const owes = creditAccount.owed === '0' ? '' : `, and owes ${inCredits(creditAccount.owed)}`;
  terminal.print(`${creditAccount.holder} has ${inCredits(creditAccount.balance)} credits${owes}.`);
};

const statement: Subcommand = async (args, { environment, terminal, width }) => {
  const { values, positionals } = parseWords(args, usage, { texts: ['first', 'after'] });
  const first = Number(values.first ?? 20);
  if (positionals.length > 0 || !Number.isInteger(first) || first < 1) throw usageError(usage);
  const { creditStatement } = await request(await connect(environment), {
    query: `query Statement($first: Int!, $after: String) { creditStatement(first: $first, after: $after) {
      edges { node { at reason amount jobId } } pageInfo { hasNextPage endCursor }
    } }`,
    variables: { first, after: values.after ?? null },
    data: z.object({ creditStatement: statementSchema }),
  });
  const { edges, pageInfo } = creditStatement;
  if (values.json === true) {
    terminal.printJson({ entries: edges.map(({ node }) => node), ...pageInfo });
    return;
  }
  const rows = edges.map(({ node }) => [node.at, inCredits(node.amount), node.reason, node.jobId ?? '']);
  if (rows.length === 0) terminal.say('Nothing has moved on your account yet.');
  else for (const line of table([['WHEN', 'CREDITS', 'WHY', 'JOB'], ...rows], width)) terminal.print(line);
  if (pageInfo.hasNextPage) terminal.say(`Older: aic credit statement --after ${pageInfo.endCursor ?? ''}`);
};

const subcommands = new Map([
  ['balance', balance],
  ['statement', statement],
]);

/** `aic credit`: what one has, and how it came and went. */
export const creditCommand: Command = {
  name: 'credit',
  usage,
  summary: 'show what you have earned and spent; a credit is a second of a device',
  run: async ([name, ...args], context) =>
    name === undefined || name.startsWith('-')
      ? balance(name === undefined ? [] : [name, ...args], context)
      : subcommandOf(subcommands, name, usage)(args, context),
};

const digits = 6;

/** Micro-credits as credits, exactly: -1500000 is -1.5. */
function inCredits(microCredits: string): string {
  const sign = microCredits.startsWith('-') ? '-' : '';
  const padded = microCredits.slice(sign.length).padStart(digits + 1, '0');
  const fraction = padded.slice(-digits).replace(/0+$/, '');
  return `${sign}${padded.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`;
}
