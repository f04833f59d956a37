import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';

/** What asks to be let in, as a GraphQL enum. */
export const DeviceClientKind = { CLI: 'CLI', AGENT: 'AGENT' } as const;

registerEnumType(DeviceClientKind, {
  name: 'DeviceClientKind',
  description: 'What kind of program asks to be let in.',
  valuesConfig: {
    CLI: { description: 'A terminal that shall act as the person who approves it.' },
    AGENT: { description: 'A machine that shall join a fleet.' },
  },
});

@ObjectType('DeviceAuthorization', {
  description: 'A terminal or a machine that waits to be let in. Nothing it says of itself is proved.',
})
export class DeviceAuthorizationType {
  @Field(() => String, { description: 'The code it shows.' })
  readonly userCode!: string;

  @Field(() => DeviceClientKind, { description: 'What it is.' })
  readonly clientKind!: keyof typeof DeviceClientKind;

  @Field(() => String, { description: 'What it calls itself.' })
  readonly deviceName!: string;

  @Field(() => String, { description: 'The address from which it asked.' })
  readonly requestedFrom!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it asked.' })
  readonly requestedAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'Until when it can be answered.' })
  readonly expiresAt!: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'The fleet that a machine asks to join; null when it asks for none.',
  })
  readonly fleetId!: string | null;
}

@ObjectType('AnsweredDevice', { description: 'A terminal or a machine that has its answer.' })
export class AnsweredDeviceType {
  @Field(() => String, { description: 'The code it shows.' })
  readonly userCode!: string;
}
