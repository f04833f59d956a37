import { enrollmentPolicies, type EnrollmentPolicy } from '@ai-collective/contracts';
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

const policyEnum = Object.fromEntries(enrollmentPolicies.map((policy) => [policy, policy]));
registerEnumType(policyEnum, {
  name: 'EnrollmentPolicy',
  description: 'Who may bring devices into a fleet.',
  valuesConfig: {
    APPROVAL: { description: 'Those with devices:manage.' },
    MEMBERS: { description: 'They, and every member who approves a machine of their own.' },
    CLOSED: { description: 'Nobody.' },
  },
});

@ObjectType('FleetEnrollment', { description: 'Who may bring devices into a fleet, and how many.' })
export class FleetEnrollmentType {
  @Field(() => policyEnum, { description: 'Who may.' })
  readonly policy!: EnrollmentPolicy;

  @Field(() => Int, { description: 'Devices that the fleet can have at a time.' })
  readonly maxDevices!: number;

  @Field(() => Int, {
    description: 'Devices of the fleet that one person or API key can own at a time.',
  })
  readonly maxDevicesPerOwner!: number;
}

@InputType({ description: 'Who may bring devices into a fleet, and how many.' })
export class FleetEnrollmentInput {
  @Field(() => policyEnum, { description: 'Who may.' })
  readonly policy!: EnrollmentPolicy;

  @Field(() => Int, {
    nullable: true,
    description: 'Devices that the fleet can have at a time, 1 to 100,000; 10,000 when absent.',
  })
  readonly maxDevices?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Devices of the fleet that one person or API key can own at a time, 1 to 100,000; when absent, 10 where members ' +
      'bring theirs, and 10,000 elsewhere.',
  })
  readonly maxDevicesPerOwner?: number | null;
}
