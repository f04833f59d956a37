import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';

@ObjectType('DeletedAccount', {
  description: 'An account that has ended. Of the person, only the id is left.',
})
export class DeletedAccountType {
  @Field(() => ID, { description: 'Whose it was; ids in the audit log keep their meaning.' })
  readonly personId!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it ended.' })
  readonly deletedAt!: Date;
}
