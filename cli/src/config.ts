import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const schema = z.object({
  AIC_URL: z.url().optional().describe('gateway to talk to; overrides the one signed in to'),
  AIC_API_KEY: z.string().optional().describe('API key to use; overrides the one signed in with'),
  AIC_COMMUNITY: z.string().optional().describe('community to act in, by id or slug'),
  AIC_CONFIG_DIR: z.string().optional().describe('folder of the settings file (default ~/.config/aic)'),
  AIC_AGENT_DIR: z.string().optional().describe('folder of the agent on this machine (its DATA_DIR)'),
  XDG_CONFIG_HOME: z.string().optional(),
});

/** What `aic` takes from the environment. */
export interface CliEnvironment {
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly community: string | undefined;
  /** Where the agent on this machine keeps its files; undefined: where agents usually do. */
  readonly agentFolder?: string | undefined;
  /** The file that remembers where and as whom one is signed in. */
  readonly settingsFile: string;
}

/** Reads the environment; empty variables count as absent. */
export function cliEnvironment(environment: NodeJS.ProcessEnv = process.env): CliEnvironment {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { AIC_URL, AIC_API_KEY, AIC_COMMUNITY, AIC_CONFIG_DIR, AIC_AGENT_DIR, XDG_CONFIG_HOME } =
    schema.parse(given);
  const folder = AIC_CONFIG_DIR ?? path.join(XDG_CONFIG_HOME ?? path.join(homedir(), '.config'), 'aic');
  return {
    url: AIC_URL,
    apiKey: AIC_API_KEY,
    community: AIC_COMMUNITY,
    agentFolder: AIC_AGENT_DIR,
    settingsFile: path.join(folder, 'config.json'),
  };
}
