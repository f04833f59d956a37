import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { DeviceRow } from '../entities/Device.js';
import { enrollDevice } from '../operations/enrollDevice.js';
import { listDevices } from '../operations/loadDevices.js';
import { revokeDevice } from '../operations/revokeDevice.js';
import type { Services } from '../operations/Services.js';
import { setDeviceRegion } from '../operations/setDeviceRegion.js';
import { setDeviceVouched } from '../operations/setDeviceVouched.js';
import { transferDevice } from '../operations/transferDevice.js';
import { connectionOf } from './connectionOf.js';
import { DeviceConnection } from './types/connections.js';
import { DeviceType } from './types/DeviceType.js';
import { EnrollDeviceInput, TransferDeviceInput } from './types/inputs.js';

@Resolver(() => DeviceType)
export class DeviceResolver {
  constructor(private readonly services: Services) {}

  @Requires('devices:read')
  @Query(() => DeviceConnection, { description: "The community's devices, in the order they were enrolled." })
  async devices(
    @Arg('first', () => Int, {
      nullable: true,
      description: 'How many at most: 20 unless given, never over 100.',
    })
    first: number | null | undefined,
    @Arg('after', () => String, { nullable: true, description: 'The cursor to continue after.' })
    after: string | null | undefined,
    @Ctx() { passport }: SubgraphContext,
  ) {
    return connectionOf(
      await listDevices(this.services, passport, { first: first ?? null, after: after ?? null }),
      after,
    );
  }

  @Requires('devices:manage')
  @Mutation(() => DeviceType, {
    description:
      'Admits a device to a fleet. Enrolling the same key again answers the same device, under the new name and fleet. ' +
      'Error codes: DEVICE_REVOKED, FLEET_NOT_FOUND, ENROLLMENT_CLOSED, FLEET_FULL, TOO_MANY_DEVICES.',
  })
  enrollDevice(
    @Arg('input', () => EnrollDeviceInput, { description: 'The device.' }) input: EnrollDeviceInput,
    @Ctx() context: SubgraphContext,
  ): Promise<DeviceRow> {
    return enrollDevice(this.services, context, input);
  }

  @Requires('devices:manage')
  @Mutation(() => DeviceType, {
    description:
      'Gives a device to another fleet, another member, or both, within the community. ' +
      'Error codes: DEVICE_NOT_FOUND, DEVICE_REVOKED, MEMBER_NOT_FOUND, FLEET_NOT_FOUND, ENROLLMENT_CLOSED, FLEET_FULL, ' +
      'TOO_MANY_DEVICES.',
  })
  transferDevice(
    @Arg('input', () => TransferDeviceInput, { description: 'Which device, and to whom.' })
    input: TransferDeviceInput,
    @Ctx() context: SubgraphContext,
  ): Promise<DeviceRow> {
    return transferDevice(this.services, context, input);
  }

  @Requires('devices:manage')
  @Mutation(() => DeviceType, { description: 'Shuts a device out for good. Error codes: DEVICE_NOT_FOUND.' })
  revokeDevice(
    @Arg('id', () => ID, { description: 'The device.' }) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<DeviceRow> {
    return revokeDevice(this.services, context, id);
  }

  @Requires('devices:manage')
  @Mutation(() => DeviceType, {
    description:
      'Vouches for a device, so that its results are taken without a second opinion, or ceases to. ' +
      'Error codes: DEVICE_NOT_FOUND, DEVICE_REVOKED.',
  })
  setDeviceVouched(
    @Arg('id', () => ID, { description: 'The device.' }) id: string,
    @Arg('vouched', () => Boolean, { description: 'Whether to vouch for it.' }) vouched: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<DeviceRow> {
    return setDeviceVouched(this.services, context, { id, vouched });
  }

  @Requires('devices:manage')
  @Mutation(() => DeviceType, {
    description:
      'Says where a device stands, so that jobs kept to some regions may run on it, or takes that back. ' +
      'Error codes: DEVICE_NOT_FOUND, DEVICE_REVOKED, BAD_USER_INPUT.',
  })
  setDeviceRegion(
    @Arg('id', () => ID, { description: 'The device.' }) id: string,
    @Arg('region', () => String, {
      nullable: true,
      description:
        'A country such as DE (ISO 3166-1), or a part of one such as DE-BY (ISO 3166-2); null: unknown.',
    })
    region: string | null | undefined,
    @Ctx() context: SubgraphContext,
  ): Promise<DeviceRow> {
    return setDeviceRegion(this.services, context, { id, region: region ?? null });
  }
}
