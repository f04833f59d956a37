import { mostPlaces, type AgentFrame } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { adoptAttempts } from '../leases/adoptAttempts.js';
import { receiveResults } from '../results/receiveResults.js';
import type { Device } from './Device.js';

/** Frames of a device that has proved who it is. */
export type DeviceFrame = Exclude<AgentFrame, { type: 'hello' | 'auth' }>;

/** Does what a frame asks for. */
export function receiveFrame(context: DispatchContext, device: Device, frame: DeviceFrame): void {
  device.lastHeardAt = context.now();
  switch (frame.type) {
    case 'capabilities':
      device.capabilities = frame.capabilities;
      device.models = new Set(frame.capabilities.models);
      device.claims = new Map(
        frame.capabilities.speeds.map(({ modelVersionId, ...claim }) => [modelVersionId, claim]),
      );
      device.inputs.note(frame.capabilities.inputs, context.now());
      device.resumed = frame.running.length;
      adoptAttempts(context, device, frame.running);
      break;
    case 'credit':
      takeCredit(device, frame.leases);
      break;
    case 'heartbeat':
      device.paused = frame.paused;
      renew(context, device, frame.running);
      break;
    case 'done':
      receiveResults(context, device, frame.results);
      if (frame.leases !== undefined) takeCredit(device, frame.leases);
      break;
  }
  // Each frame may be the one that ends a pause, a rest or a jam; whether there is a place shows when somebody looks.
  context.devices.joinLine(device);
  context.wake();
}

function takeCredit(device: Device, leases: number): void {
  device.credit = Math.min(mostPlaces, leases);
  device.capacity = Math.min(mostPlaces, Math.max(device.capacity, leases + device.resumed));
  device.resumed = 0;
}

/** Before it said what it runs from an earlier connection, an attempt unknown here may be one of those. */
function renew(context: DispatchContext, device: Device, running: readonly string[]): void {
  const now = context.now();
  const unknown = running.filter((attemptId) => {
    const lease = context.leases.get(attemptId);
    if (lease?.device.deviceId !== device.deviceId)
      return !context.claims.renew(attemptId, device.deviceId, now);
    lease.renewedAt = now;
    return false;
  });
  if (unknown.length > 0 && device.capabilities !== null)
    device.connection?.send({ type: 'cancel', attemptIds: unknown });
}
