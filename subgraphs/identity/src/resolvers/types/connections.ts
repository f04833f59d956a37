import { Field, ObjectType } from 'type-graphql';
import { DeviceType } from './DeviceType.js';
import { MemberType } from './MemberType.js';
import { PageInfo } from './PageInfo.js';

@ObjectType('MemberEdge', { description: 'One member in a list.' })
export class MemberEdge {
  @Field(() => String, { description: 'Stands for this entry: pass it as `after` to continue from here.' })
  readonly cursor!: string;

  @Field(() => MemberType, { description: 'The member.' })
  readonly node!: MemberType;
}

@ObjectType('MemberConnection', { description: 'A page of members, in the order they joined.' })
export class MemberConnection {
  @Field(() => [MemberEdge], { description: 'The members of this page.' })
  readonly edges!: readonly MemberEdge[];

  @Field(() => PageInfo, { description: 'Where the page begins and ends.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType('DeviceEdge', { description: 'One device in a list.' })
export class DeviceEdge {
  @Field(() => String, { description: 'Stands for this entry: pass it as `after` to continue from here.' })
  readonly cursor!: string;

  @Field(() => DeviceType, { description: 'The device.' })
  readonly node!: DeviceType;
}

@ObjectType('DeviceConnection', { description: 'A page of devices, in the order they were enrolled.' })
export class DeviceConnection {
  @Field(() => [DeviceEdge], { description: 'The devices of this page.' })
  readonly edges!: readonly DeviceEdge[];

  @Field(() => PageInfo, { description: 'Where the page begins and ends.' })
  readonly pageInfo!: PageInfo;
}
