import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { Api } from './Api.js';
import { eventually } from './eventually.js';
import { runProgram, startProgram, type RunningProgram } from './runProgram.js';
import { signedIn } from './signIn.js';
import { projectRoot } from './TestSystem.js';

const script = path.join(projectRoot, 'executors/agent/dist/main.js');

/** The agent's program on a machine of its own: nothing of it is known but what is kept in a folder. */
export class Machine {
  constructor(private readonly folder: string) {}

  /** Where the agent keeps what it knows. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  run(words: readonly string[]) {
    return runProgram(script, words, { environment: this.#environment });
  }

  start(words: readonly string[] = []): RunningProgram {
    return startProgram(script, words, { environment: this.#environment, limitMs: 90_000 });
  }

  /** `join`, until it shows a code. */
  async join(words: readonly string[]): Promise<{ readonly program: RunningProgram; readonly code: string }> {
    const program = this.start(['join', ...words]);
    const code = await eventually('the code is shown', () => {
      const [shown] = /[B-Z]{4}-[B-Z]{4}/.exec(program.output().out) ?? [];
      return shown;
    });
    return { program, code };
  }

  get #environment() {
    return {
      ...{ DATA_DIR: this.folder, PORT: '0', RECONNECT_MIN_MS: '100', DEVICE_USE: 'dedicated' },
      EXECUTION_PROVIDERS: 'cpu',
    };
  }
}

/** Lets a machine in. Throws an ApiError. */
export async function approveMachine(api: Api, code: string): Promise<void> {
  await api.ask(z.object({ approveDevice: z.object({ userCode: z.literal(code) }) }), {
    query: 'mutation Approve($code: String!) { approveDevice(userCode: $code) { userCode } }',
    variables: { code },
  });
}

/** Vouches for a device, so that its results are taken without a second opinion. */
export async function vouchFor(api: Api, deviceId: string): Promise<void> {
  await api.ask(z.object({ setDeviceVouched: z.object({ vouched: z.literal(true) }) }), {
    query: 'mutation Vouch($id: ID!) { setDeviceVouched(id: $id, vouched: true) { vouched } }',
    variables: { id: deviceId },
  });
}

/** Opens a fleet into which members may bring machines of their own; answers its id. */
export async function openMembersFleet(api: Api, name: string): Promise<string> {
  const { createFleet } = await api.ask(z.object({ createFleet: z.object({ id: z.string() }) }), {
    query: 'mutation Fleet($input: CreateFleetInput!) { createFleet(input: $input) { id } }',
    variables: { input: { name, enrollment: { policy: 'MEMBERS' } } },
  });
  return createFleet.id;
}

/** Somebody new with the role MEMBER, signed in. */
export async function newMember(api: Api, name: string): Promise<Api> {
  const person = z.object({ person: z.object({ id: z.string() }) });
  const { addMember } = await api.ask(z.object({ addMember: person }), {
    query: 'mutation Add($input: AddMemberInput!) { addMember(input: $input) { person { id } } }',
    variables: { input: { personName: name, roles: ['MEMBER'] } },
  });
  const { createSignInLink } = await api.ask(z.object({ createSignInLink: z.object({ url: z.string() }) }), {
    query: 'mutation Link($personId: ID) { createSignInLink(personId: $personId) { url } }',
    variables: { personId: addMember.person.id },
  });
  return signedIn(api, createSignInLink.url);
}

/** Whether a fleet takes no more devices: true, or undefined while one more was let in. */
export async function isClosed(api: Api, fleetId: string): Promise<true | undefined> {
  const publicKey = randomBytes(32).toString('base64url');
  const operation = {
    query: 'mutation Enroll($input: EnrollDeviceInput!) { enrollDevice(input: $input) { id } }',
    variables: { input: { fleetId, name: 'stray', publicKey } },
  };
  return (await api.refusal(operation)).code === 'ENROLLMENT_CLOSED' ? true : undefined;
}
