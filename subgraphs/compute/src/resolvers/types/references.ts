import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType('Blob', { description: 'A blob of the community; storage knows the rest.' })
@Directive('@key(fields: "cid", resolvable: false)')
export class BlobReference {
  @Field(() => ID, { description: 'Its content identifier.' })
  cid!: string;
}

@ObjectType('Device', { description: 'A device that runs tasks; identity knows the rest.' })
@Directive('@key(fields: "id", resolvable: false)')
export class DeviceReference {
  @Field(() => ID, { description: 'Its identifier.' })
  id!: string;
}
