import { newId, type AttemptEvent, type JsonValue, type TaskMessage } from '@ai-collective/contracts';
import { additionItem, leased, succeeded, TestCompute } from './TestCompute.js';

export interface Device {
  readonly deviceId: string;
  readonly ownerId: string;
  readonly vouched: boolean;
}

interface TaskAnswer {
  readonly job: {
    readonly state: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly tasks: {
      readonly edges: readonly {
        readonly node: {
          readonly id: string;
          readonly state: string;
          readonly output: unknown;
          readonly verified: boolean;
          readonly replacedAt: string | null;
          readonly failure: { readonly code: string } | null;
          readonly attempts: readonly {
            readonly id: string;
            readonly state: string;
            readonly device: { readonly id: string };
          }[];
        };
      }[];
    };
  };
}

/** A device of an owner of its own, whom nobody vouches for. */
export const newDevice = (over: Partial<Device> = {}): Device => ({
  deviceId: newId('device'),
  ownerId: newId('person'),
  vouched: false,
  ...over,
});

/** The event as this device causes it. */
export const on = (event: AttemptEvent, device: Device): AttemptEvent => ({ ...event, ...device });

/** What a device does with a run: it leases it, then says what came of it. */
export function answer(run: TaskMessage, device: Device, json: JsonValue = 1): readonly AttemptEvent[] {
  const attempt = newId('attempt');
  return [on(leased(run, attempt), device), on(succeeded(run, attempt, json), device)];
}

/** Devices of several owners, and what they make of a community's jobs. */
export class TestDevices {
  constructor(
    readonly compute: TestCompute,
    private readonly model: string,
  ) {}

  /** Devices of a community that has a model and a fleet. */
  static async start(): Promise<TestDevices> {
    const compute = await TestCompute.start();
    await compute.openFleet();
    return new TestDevices(compute, (await compute.publish()).slug);
  }

  async newJob(
    items = 1,
    model = this.model,
  ): Promise<{ readonly id: string; readonly runs: readonly TaskMessage[] }> {
    const id = await this.compute.submit({ model, items: new Array<object>(items).fill(additionItem) });
    return { id, runs: await this.compute.taskMessages(id) };
  }

  async newRun(model = this.model): Promise<{ readonly id: string; readonly run: TaskMessage }> {
    const { id, runs } = await this.newJob(1, model);
    const [run] = runs;
    if (run === undefined) throw new Error('a run expected');
    return { id, run };
  }

  /** The runs asked for since these. */
  async newRunsOf(id: string, known: readonly TaskMessage[]): Promise<readonly TaskMessage[]> {
    const all = await this.compute.taskMessages(id);
    return all.filter(({ taskId }) => !known.some((run) => run.taskId === taskId));
  }

  /** The run asked for since these; there must be just one. */
  async nextRunOf(id: string, known: readonly TaskMessage[]): Promise<TaskMessage> {
    const [run, ...more] = await this.newRunsOf(id, known);
    if (run === undefined || more.length > 0) throw new Error('one run expected');
    return run;
  }

  /** A job and its first task, as everybody sees them. */
  async look(id: string) {
    const query = `query ($id: ID!) {
      job(id: $id) {
        state counts { queued dispatched verifying succeeded failed }
        tasks(first: 1) {
          edges { node { id state output verified replacedAt failure { code } attempts { id state device { id } } } }
        }
      }
    }`;
    const { job } = await this.compute.get<TaskAnswer>(query, { id });
    const node = job.tasks.edges[0]?.node;
    return { ...job, task: node, attempts: node?.attempts.map(({ state }) => state) };
  }

  rows(query: string, ...parameters: string[]): Promise<Record<string, unknown>[]> {
    return this.compute.database.withTenant('com_one', (em) => em.execute(query, parameters));
  }

  /** The audit records of an action on a job or device. */
  async records(action: string, id: string) {
    return (await this.compute.outbox()).filter(
      ({ value }) => value.action === action && (value.resource as { id?: string } | undefined)?.id === id,
    );
  }
}
