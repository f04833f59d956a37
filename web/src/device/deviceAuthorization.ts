import * as z from 'zod/mini';
import { askGraphql, type Answer } from '../http/askGraphql.js';

const authorizationSchema = z.object({
  userCode: z.string(),
  clientKind: z.enum(['CLI', 'AGENT']),
  deviceName: z.string(),
  requestedFrom: z.string(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  fleetId: z.nullable(z.string()),
});

const fleetSchema = z.object({
  id: z.string(),
  name: z.string(),
  enrollment: z.object({ policy: z.enum(['APPROVAL', 'MEMBERS', 'CLOSED']) }),
});
const answeredSchema = z.object({ userCode: z.string() });

/** A terminal or a machine that asks to be let in. Times are ISO 8601. Nothing it says of itself is proved. */
export type DeviceAuthorization = z.infer<typeof authorizationSchema>;

/** A fleet that a machine can join. */
export type Fleet = z.infer<typeof fleetSchema>;

/** Who waits with this code. Never rejects. */
export async function fetchDeviceAuthorization(userCode: string): Promise<Answer<DeviceAuthorization>> {
  const answer = await askGraphql({
    query: `query DeviceAuthorization($userCode: String!) {
      deviceAuthorization(userCode: $userCode) {
        userCode clientKind deviceName requestedFrom requestedAt expiresAt fleetId
      }
    }`,
    variables: { userCode },
    data: z.object({ deviceAuthorization: authorizationSchema }),
  });
  return answer.outcome === 'answered'
    ? { outcome: 'answered', data: answer.data.deviceAuthorization }
    : answer;
}

/** The fleets that a machine can be admitted to. Never rejects. */
export async function fetchFleets(): Promise<Answer<readonly Fleet[]>> {
  const answer = await askGraphql({
    query: 'query Fleets { fleets { id name enrollment { policy } } }',
    data: z.object({ fleets: z.array(fleetSchema) }),
  });
  return answer.outcome === 'answered' ? { outcome: 'answered', data: answer.data.fleets } : answer;
}

/** Lets a terminal in as the person who is signed in, or a machine into a fleet. Never rejects. */
export function approveDevice(userCode: string, fleetId: string | null): Promise<Answer<unknown>> {
  return askGraphql({
    query: `mutation ApproveDevice($userCode: String!, $fleetId: ID) {
      approveDevice(userCode: $userCode, fleetId: $fleetId) { userCode }
    }`,
    variables: { userCode, fleetId },
    data: z.object({ approveDevice: answeredSchema }),
  });
}

/** Turns a terminal or a machine away. Never rejects. */
export function denyDevice(userCode: string): Promise<Answer<unknown>> {
  return askGraphql({
    query: 'mutation DenyDevice($userCode: String!) { denyDevice(userCode: $userCode) { userCode } }',
    variables: { userCode },
    data: z.object({ denyDevice: answeredSchema }),
  });
}
