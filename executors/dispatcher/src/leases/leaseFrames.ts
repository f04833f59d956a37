import { frameLimit, type DispatcherFrame, type Lease } from '@ai-collective/contracts';

/** Half of what a frame may hold: the estimate below leaves out what MessagePack adds. */
const frameBytes = frameLimit / 2;
const leasesPerFrame = 100;

/** Puts the leases of one device into as few frames as fit. */
export function leaseFrames(leases: readonly Lease[]): readonly DispatcherFrame[] {
  const frames: Lease[][] = [];
  let bytes = 0;
  for (const lease of leases) {
    const size = JSON.stringify(lease).length;
    const last = frames.at(-1);
    if (last !== undefined && last.length < leasesPerFrame && bytes + size <= frameBytes) {
      last.push(lease);
      bytes += size;
    } else {
      frames.push([lease]);
      bytes = size;
    }
  }
  return frames.map((group) => ({ type: 'lease', leases: group }));
}
