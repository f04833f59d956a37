import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Fleet } from '../entities/Fleet.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { createFleet } from '../operations/createFleet.js';
import { defaultFleet, listFleets } from '../operations/listFleets.js';
import { CreateFleetInput } from './types/inputs.js';
import { FleetType } from './types/ModelTypes.js';

@Resolver(() => FleetType)
export class FleetResolver {
  constructor(private readonly services: ComputeServices) {}

  @Requires('fleets:read')
  @Query(() => [FleetType], { description: "The community's fleets, oldest first." })
  fleets(@Ctx() context: SubgraphContext): Promise<Fleet[]> {
    return listFleets(this.services, context);
  }

  @Requires('fleets:read')
  @Query(() => FleetType, {
    nullable: true,
    description: 'The fleet that jobs go to when they name none: the oldest.',
  })
  defaultFleet(@Ctx() context: SubgraphContext): Promise<Fleet | null> {
    return defaultFleet(this.services, context);
  }

  @Requires('fleets:manage')
  @Mutation(() => FleetType, { description: 'Opens a fleet. Needs fleets:manage.' })
  createFleet(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => CreateFleetInput, { description: 'The fleet.' }) input: CreateFleetInput,
  ): Promise<Fleet> {
    return createFleet(this.services, context, input);
  }
}
