import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Fleet } from '../entities/Fleet.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { createFleet } from '../operations/createFleet.js';
import { defaultFleet, listFleets } from '../operations/listFleets.js';
import { setFleetEnrollment } from '../operations/setFleetEnrollment.js';
import { enrollmentOf } from '../rules/enrollment.js';
import { FleetEnrollmentInput, FleetEnrollmentType } from './types/FleetEnrollmentTypes.js';
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

  @FieldResolver(() => FleetEnrollmentType, { description: 'Who may bring devices into it, and how many.' })
  enrollment(@Root() fleet: Fleet): FleetEnrollmentType {
    return enrollmentOf(fleet);
  }

  @Requires('fleets:manage')
  @Mutation(() => FleetType, {
    description:
      'Decides who may bring devices into a fleet from now on, and how many; devices that are in it stay. ' +
      'Needs fleets:manage. Error codes: FLEET_NOT_FOUND, ENROLLMENT_INVALID.',
  })
  setFleetEnrollment(
    @Ctx() context: SubgraphContext,
    @Arg('fleetId', () => ID, { description: 'The fleet.' }) fleetId: string,
    @Arg('enrollment', () => FleetEnrollmentInput, {
      description: 'What shall hold; bounds that are left out take their defaults.',
    })
    enrollment: FleetEnrollmentInput,
  ): Promise<Fleet> {
    return setFleetEnrollment(this.services, context, { fleetId, enrollment });
  }
}
