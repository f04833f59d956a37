import { z } from 'zod';
import { askGateway, GatewayError } from './askGateway.js';

export interface EnrolmentRequest {
  readonly gatewayUrl: string;
  readonly apiKey: string;
  /** Null: the community's default fleet. */
  readonly fleetId: string | null;
  readonly name: string;
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
}

export interface EnrolledDevice {
  readonly deviceId: string;
  readonly fleetId: string;
}

const defaultFleetQuery = 'query DefaultFleet { defaultFleet { id } }';
const enrolMutation = `mutation EnrollDevice($fleetId: ID!, $name: String!, $publicKey: String!) {
  enrollDevice(input: { fleetId: $fleetId, name: $name, publicKey: $publicKey }) { id }
}`;

const fleetSchema = z.object({ defaultFleet: z.object({ id: z.string() }).nullable() });
const deviceSchema = z.object({ enrollDevice: z.object({ id: z.string() }) });

/** Makes this device known to its fleet's community. Throws a {@link GatewayError}; NO_FLEET when there is none to join. */
export async function enrolDevice(request: EnrolmentRequest): Promise<EnrolledDevice> {
  const fleetId = request.fleetId ?? (await defaultFleet(request));
  const data = await askGateway({
    url: request.gatewayUrl,
    apiKey: request.apiKey,
    query: enrolMutation,
    variables: { fleetId, name: request.name, publicKey: request.publicKey },
  });
  return { deviceId: deviceSchema.parse(data).enrollDevice.id, fleetId };
}

async function defaultFleet({ gatewayUrl, apiKey }: EnrolmentRequest): Promise<string> {
  const data = await askGateway({ url: gatewayUrl, apiKey, query: defaultFleetQuery });
  const fleet = fleetSchema.parse(data).defaultFleet;
  if (fleet === null)
    throw new GatewayError('NO_FLEET', 'The community has no default fleet yet; set FLEET_ID.');
  return fleet.id;
}
