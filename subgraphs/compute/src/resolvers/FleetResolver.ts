import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Fleet } from '../entities/Fleet.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { createFleet } from '../operations/createFleet.js';
import { defaultFleet, listFleets } from '../operations/listFleets.js';
import { targetMsOf } from '../operations/fleets/sampleFleets.js';
import { openWorkOf } from '../operations/fleets/loadOpenWork.js';
import { setFleetEnrollment } from '../operations/setFleetEnrollment.js';
import { enrollmentOf } from '../rules/enrollment.js';
import { backlogOf } from '../rules/fleetBacklog.js';
import type { LoadersByRequest } from './RequestLoaders.js';
import { FleetBacklogType } from './types/FleetBacklogTypes.js';
import { FleetEnrollmentInput, FleetEnrollmentType } from './types/FleetEnrollmentTypes.js';
import { CreateFleetInput } from './types/inputs.js';
import { FleetType } from './types/ModelTypes.js';

@Resolver(() => FleetType)
export class FleetResolver {
  constructor(
    private readonly services: ComputeServices,
    private readonly loaders: LoadersByRequest,
  ) {}

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

  @FieldResolver(() => FleetBacklogType, { description: 'What waits for it, and how that is going.' })
  async backlog(@Root() { id }: Fleet, @Ctx() context: SubgraphContext): Promise<FleetBacklogType> {
    const { community, ancestors } = context.passport;
    const jobs = (await this.loaders.of(context).openJobsOfFleets.load(id)) ?? [];
    const work = await openWorkOf(this.services, community, jobs);
    const targetMs = targetMsOf(this.services, community, ancestors);
    return backlogOf(work, { now: Date.now(), targetMs });
  }

  @FieldResolver(() => Int, {
    description:
      'How many devices it is to have, one task at a time each, to do what waits within the seconds that the policy ' +
      'fleets.targetWait gives: for autoscalers. More at once, fewer after five minutes, none when nothing is left; looked at every ' +
      '15 seconds.',
  })
  async desiredDevices(@Root() { id }: Fleet, @Ctx() context: SubgraphContext): Promise<number> {
    return (await this.loaders.of(context).devicesOfFleets.load(id)) ?? 0;
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
