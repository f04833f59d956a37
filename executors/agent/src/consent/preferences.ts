import { z } from 'zod';
import { parseHours } from '../rules/consent/hours.js';
import type { Preferences } from '../rules/consent/mayRun.js';

const hoursSchema = z
  .string()
  .max(500)
  .refine((text) => parseHours(text) !== null, {
    error: 'hours look like 22:00-07:00 or mon-fri 22:00-07:00, sat-sun 00:00-24:00',
  });

const preferencesSchema = z.strictObject({
  idleOnly: z.boolean(),
  idleMinutes: z.number().min(0).max(1_440),
  onBattery: z.boolean(),
  onMetered: z.boolean(),
  hours: hoursSchema.nullable(),
  temperatureLimit: z.number().min(30).max(120).nullable(),
  cores: z.int().min(1).max(1_024).nullable(),
  cpuShare: z.number().min(5).max(100),
  memoryMegabytes: z
    .int()
    .min(256)
    .max(2 ** 24)
    .nullable(),
  diskMegabytes: z
    .int()
    .min(1)
    .max(2 ** 30)
    .nullable(),
});

/** Some of the preferences. What is undefined stays as it is; null is no limit of the owner's. */
export const preferencesPatchSchema = preferencesSchema.partial();

export type PreferencesPatch = z.infer<typeof preferencesPatchSchema>;

/** For whom the device is there: for a person who shares it, or for its community alone. */
export type DeviceUse = 'personal' | 'dedicated';

const personal: Preferences = {
  idleOnly: true,
  idleMinutes: 3,
  onBattery: false,
  onMetered: false,
  hours: null,
  temperatureLimit: null,
  cores: null,
  cpuShare: 100,
  memoryMegabytes: null,
  diskMegabytes: null,
};

/** What holds until the owner says otherwise. */
export const defaultPreferences: Readonly<Record<DeviceUse, Preferences>> = {
  personal,
  dedicated: { ...personal, idleOnly: false, onBattery: true, onMetered: true },
};
