import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Args, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { DeviceStandingRow } from '../entities/DeviceStanding.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { setDeviceDraining } from '../operations/devices/setDeviceDraining.js';
import { reinstateDevice } from '../operations/reinstateDevice.js';
import { DrainingArguments } from './types/DrainingArguments.js';
import { DeviceStandingType } from './types/references.js';

@Resolver(() => DeviceStandingType)
export class DeviceStandingResolver {
  constructor(private readonly services: ComputeServices) {}

  @Requires('devices:manage')
  @Mutation(() => DeviceStandingType, {
    description:
      'Lets the word of a suspended device count again; trust is to be earned anew. Needs devices:manage. ' +
      'Error codes: DEVICE_NOT_SUSPENDED, REASON_INVALID.',
  })
  reinstateDevice(
    @Ctx() context: SubgraphContext,
    @Arg('deviceId', () => ID, { description: 'The device.' }) deviceId: string,
    @Arg('reason', () => String, { description: 'Why, for the audit log; up to 500 characters.' })
    reason: string,
  ): Promise<DeviceStandingRow> {
    return reinstateDevice(this.services, context, { deviceId, reason });
  }
  @Requires('devices:manage')
  @Mutation(() => DeviceStandingType, {
    description:
      'Takes a device out of work, or lets it back in: while it drains it is given nothing, what it runs is finished, and its results count. ' +
      'Needs devices:manage for its fleet. Error codes: DEVICE_UNKNOWN, REASON_INVALID.',
  })
  setDeviceDraining(
    @Ctx() context: SubgraphContext,
    @Args(() => DrainingArguments) draining: DrainingArguments,
  ): Promise<DeviceStandingRow> {
    return setDeviceDraining(this.services, context, draining);
  }
}
