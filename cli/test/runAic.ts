import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { runCli } from '../src/runCli.js';
import { writeSettings, type Settings } from '../src/settings.js';
import { Terminal } from '../src/terminal/Terminal.js';

/** What a run of `aic` left behind. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface RunSettings {
  readonly url?: string | undefined;
  readonly apiKey?: string;
  readonly signal?: AbortSignal;
  /** Whether a person sits at the terminal. */
  readonly interactive?: boolean;
}

/** Somebody who runs `aic`, with a settings file of their own. */
export class AicUser {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<AicUser> {
    return new AicUser(await mkdtemp(path.join(tmpdir(), 'aic-user-')));
  }

  get settingsFile(): string {
    return path.join(this.folder, 'aic', 'config.json');
  }

  remember(settings: Settings): Promise<void> {
    return writeSettings(this.settingsFile, settings);
  }

  async remembered(): Promise<unknown> {
    return JSON.parse(await readFile(this.settingsFile, 'utf8'));
  }

  async run(words: readonly string[], settings: RunSettings = {}): Promise<Outcome> {
    const written = { out: '', err: '' };
    const collect = (to: keyof typeof written) =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          written[to] += chunk.toString();
          done();
        },
      });
    const input = Object.assign(new PassThrough(), { isTTY: settings.interactive ?? false });
    if (settings.interactive !== true) input.end('');
    const code = await runCli(words, {
      environment: {
        url: settings.url,
        apiKey: settings.apiKey,
        community: undefined,
        settingsFile: this.settingsFile,
      },
      terminal: new Terminal({ in: input, out: collect('out'), err: collect('err') }),
      width: 100,
      signal: settings.signal ?? new AbortController().signal,
    });
    return { code, ...written };
  }

  leave(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
