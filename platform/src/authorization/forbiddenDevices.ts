import {
  citedByChild,
  citedPolicy,
  deviceWorkAction,
  type CedarPolicy,
  type DeviceWorkSignals,
} from '@ai-collective/contracts';
import {
  policyToJson,
  preparsePolicySet,
  statefulIsAuthorized,
  type StatefulAuthorizationCall,
} from '@cedar-policy/cedar-wasm/nodejs';
import { LRUCache } from 'lru-cache';
import type { PolicyInForce } from '../policy/PolicyInForce.js';

/** A device that may be given work, or not. */
export interface WorkingDevice {
  readonly deviceId: string;
  readonly fleetId: string;
  /** Whether an operator vouches for it. */
  readonly vouched: boolean;
  readonly signals: DeviceWorkSignals;
}

/** Cedar never forgets a name, so there is one, which each call takes anew. */
const setName = 'device work';

const mostTexts = 10_000;

/** Whether a policy forbids, and names the action: found out once for each text. */
const isAboutWork = new LRUCache<string, { readonly answer: boolean }>({ max: mostTexts });

/** A community's policies, and those around it, that forbid devices work. None of them is asked about people. */
export function deviceWorkPolicies({
  policies,
  inherited,
}: Pick<PolicyInForce, 'policies' | 'inherited'>): readonly CedarPolicy[] {
  return [
    ...policies.map(citedPolicy),
    ...inherited.flatMap((from) => from.policies.map((policy) => citedByChild(from.communityId, policy))),
  ].filter(({ text }) => forbidsWork(text));
}

/**
 * Which devices of a community may be given no work, each with the ids of the policies that forbid it. A policy that fails on a
 * device forbids it, as everywhere. @throws Error when a policy is not valid, which the policy store never lets through.
 */
export function forbiddenDevices(
  community: string,
  policies: readonly CedarPolicy[],
  devices: readonly WorkingDevice[],
): ReadonlyMap<string, readonly string[]> {
  if (policies.length === 0) return new Map();
  const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const parsed = preparsePolicySet(setName, { staticPolicies });
  if (parsed.type === 'failure')
    throw new Error(`policies cannot be parsed: ${parsed.errors.map(({ message }) => message).join('; ')}`);
  return new Map(
    devices.flatMap((device) => {
      const forbidding = forbiddenBy(community, device);
      return forbidding.length === 0 ? [] : [[device.deviceId, forbidding] as const];
    }),
  );
}

/** None of the policies permits, so those that decide are those that forbid. */
function forbiddenBy(community: string, device: WorkingDevice): readonly string[] {
  const answer = statefulIsAuthorized(workCall(community, device));
  if (answer.type === 'failure')
    throw new Error(`Cedar cannot decide: ${answer.errors.map(({ message }) => message).join('; ')}`);
  const { reason, errors } = answer.response.diagnostics;
  return [...reason, ...errors.map(({ policyId }) => policyId)].sort();
}

function workCall(
  community: string,
  { deviceId, fleetId, vouched, signals }: WorkingDevice,
): StatefulAuthorizationCall {
  const [principal, resource] = [
    { type: 'Device', id: deviceId },
    { type: 'Fleet', id: fleetId },
  ];
  const owner = { type: 'Community', id: community };
  return {
    principal,
    resource,
    action: { type: 'Action', id: deviceWorkAction },
    context: { permission: deviceWorkAction, granted: false, vouched, signals: { ...signals } },
    preparsedPolicySetId: setName,
    validateRequest: false,
    entities: [
      { uid: principal, attrs: { community: { __entity: owner } }, parents: [] },
      { uid: resource, attrs: {}, parents: [owner] },
    ],
  };
}

function forbidsWork(text: string): boolean {
  const known = isAboutWork.get(text);
  if (known !== undefined) return known.answer;
  const parsed = policyToJson(text);
  const answer =
    parsed.type === 'success' && parsed.json.effect === 'forbid' && namesWork(parsed.json.action);
  isAboutWork.set(text, { answer });
  return answer;
}

function namesWork(action: unknown): boolean {
  return JSON.stringify(action).includes(JSON.stringify(deviceWorkAction));
}
