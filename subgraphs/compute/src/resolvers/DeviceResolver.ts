import type { SubgraphContext } from '@ai-collective/platform';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LoadersByRequest } from './RequestLoaders.js';
import { DeviceSignalsType } from './types/DeviceSignalsType.js';
import { DeviceReference } from './types/references.js';

@Resolver(() => DeviceReference)
export class DeviceResolver {
  constructor(private readonly loaders: LoadersByRequest) {}

  @FieldResolver(() => DeviceSignalsType, {
    nullable: true,
    description:
      'What came of its leases in the last 24 hours; null when it had none, or they are not for you.',
  })
  async signals(
    @Root() { id }: DeviceReference,
    @Ctx() context: SubgraphContext,
  ): Promise<DeviceSignalsType | null> {
    return (await this.loaders.of(context).signalsOfDevices.load(id)) ?? null;
  }
}
