/** What became of a device that left its fleet. */
interface Departed {
  readonly device: { readonly deviceId: string; readonly fleetId: string } | null;
  readonly told: boolean;
  readonly freedBytes: number;
}

/** What an owner is told of it, and what is left to do. */
export function departureText({ device, told, freedBytes }: Departed): string {
  return [
    whatBecameOf(device, told),
    `Its key and enrolment are gone, and ${megabytes(freedBytes)} of cached models and inputs; your choices are kept for another time.`,
    'Where the system starts the agent, it would now fail at each start: sudo systemctl disable --now aic-agent',
  ].join('\n');
}

function whatBecameOf(device: Departed['device'], told: boolean): string {
  if (device === null) return 'This machine belongs to no fleet.';
  const { deviceId, fleetId } = device;
  if (told) return `${deviceId} left the fleet ${fleetId} for good: to come back, join as a new device.`;
  return `${deviceId} is no longer on this machine, but the fleet ${fleetId} was not told: remove it in the console of its community.`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
