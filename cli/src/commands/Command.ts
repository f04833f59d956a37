import type { CliEnvironment } from '../config.js';
import type { Terminal } from '../terminal/Terminal.js';

/** What a command is run with. */
export interface CommandContext {
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One word after `aic`. */
export interface Command {
  readonly name: string;
  /** How it is called, one line for each way, and what it does in one line. */
  readonly usage: string;
  readonly summary: string;
  /** Runs it with the words after its name. Rejects with an ApiError in words a person can act on. */
  run(args: readonly string[], context: CommandContext): Promise<void>;
}
