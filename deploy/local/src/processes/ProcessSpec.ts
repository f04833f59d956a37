/** One process of the system: what to run, and with which environment. */
export interface ProcessSpec {
  readonly name: string;
  /** The script to run with this Node.js. */
  readonly script: string;
  /** Flags of Node.js. */
  readonly nodeFlags?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}
