import { z } from 'zod';

const amountSchema = z.object({ succeeded: z.number(), failed: z.number(), runMs: z.number() });

/** Every limit that an owner sets, as the agent has it. */
export const capsSchema = z.object({
  idleOnly: z.boolean(),
  idleMinutes: z.number(),
  onBattery: z.boolean(),
  onMetered: z.boolean(),
  hours: z.string().nullable(),
  temperatureLimit: z.number().nullable(),
  cores: z.number().nullable(),
  cpuShare: z.number(),
  memoryMegabytes: z.number().nullable(),
  diskMegabytes: z.number().nullable(),
});

export type Caps = z.infer<typeof capsSchema>;

/** What the agent's door shows at `GET /status`, as far as people are told of it. */
export const deviceStatusSchema = z.object({
  version: z.string(),
  newerVersion: z.string().nullable(),
  deviceId: z.string(),
  name: z.string(),
  fleetId: z.string(),
  link: z.string(),
  linkReason: z.string().nullable(),
  paused: z.string().nullable(),
  asleep: z.string().nullable().default(null).describe('null too where the agent is older'),
  pausedUntil: z.string().nullable(),
  reasons: z.array(z.string()),
  unknown: z.array(z.string()),
  cores: z.number(),
  attempts: z.array(
    z.object({ runner: z.string(), modelVersionId: z.string(), startedAt: z.iso.datetime().nullable() }),
  ),
  today: amountSchema,
  allTime: amountSchema,
  energy: z.string().default('unknown').describe('from what the energy of runs is known'),
  providers: z
    .array(z.object({ name: z.string(), absent: z.string().nullable() }))
    .nullable()
    .default(null)
    .describe('execution providers; null while they are tried, and where the agent is older'),
  models: z
    .array(
      z.object({
        modelVersionId: z.string(),
        provider: z.string(),
        msPerItem: z.number().nullable(),
        notes: z.array(z.string()),
      }),
    )
    .default([]),
  cache: z.object({ bytes: z.number(), budgetBytes: z.number() }),
  caps: capsSchema,
});

export type DeviceStatus = z.infer<typeof deviceStatusSchema>;
