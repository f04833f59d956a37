import { Authenticated, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { approveDevice } from '../operations/approveDevice.js';
import { denyDevice } from '../operations/denyDevice.js';
import { findDeviceRequest, type DeviceRequest } from '../operations/findDeviceRequest.js';
import type { Services } from '../operations/Services.js';
import { AnsweredDeviceType, DeviceAuthorizationType } from './types/DeviceAuthorizationTypes.js';

const codeDescription = 'The code that the terminal or the machine shows, such as WDJB-MJHT.';

@Resolver(() => DeviceAuthorizationType)
export class DeviceAuthorizationResolver {
  constructor(private readonly services: Services) {}

  @Authenticated()
  @Query(() => DeviceAuthorizationType, {
    description:
      'The terminal or machine that shows a code and waits to be let in. Error codes: USER_CODE_INVALID, RATE_LIMITED.',
  })
  deviceAuthorization(
    @Arg('userCode', () => String, { description: codeDescription }) userCode: string,
    @Ctx() { passport }: SubgraphContext,
  ): Promise<DeviceRequest> {
    return findDeviceRequest(this.services, passport, userCode);
  }

  @Authenticated()
  @Mutation(() => AnsweredDeviceType, {
    description:
      "Lets a terminal act as the caller, or a machine join a fleet of the caller's community. That needs devices:manage, unless " +
      'members may bring devices of their own into the fleet. Error codes: USER_CODE_INVALID, RATE_LIMITED, DEVICE_KEY_UNPROVED, ' +
      'DEVICE_REVOKED, FLEET_NOT_FOUND, ENROLLMENT_CLOSED, FLEET_FULL, TOO_MANY_DEVICES.',
  })
  approveDevice(
    @Arg('userCode', () => String, { description: codeDescription }) userCode: string,
    @Arg('fleetId', () => ID, {
      nullable: true,
      description: 'The fleet that a machine shall join; left out, the one it asked for.',
    })
    fleetId: string | null | undefined,
    @Ctx() context: SubgraphContext,
  ): Promise<AnsweredDeviceType> {
    return approveDevice(this.services, context, { userCode, fleetId: fleetId ?? null });
  }

  @Authenticated()
  @Mutation(() => AnsweredDeviceType, {
    description: 'Turns a terminal or a machine away. Error codes: USER_CODE_INVALID, RATE_LIMITED.',
  })
  denyDevice(
    @Arg('userCode', () => String, { description: codeDescription }) userCode: string,
    @Ctx() context: SubgraphContext,
  ): Promise<AnsweredDeviceType> {
    return denyDevice(this.services, context, userCode);
  }
}
