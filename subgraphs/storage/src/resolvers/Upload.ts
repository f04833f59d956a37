import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, GraphQLISODateTime, ID, InputType, ObjectType } from 'type-graphql';

@InputType({ description: 'What is to be uploaded, as far as it is known.' })
export class CreateUploadInput {
  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Size in bytes, which becomes the most the URL takes.',
  })
  readonly bytes?: number | null;

  @Field(() => ID, { nullable: true, description: 'CID the content must have; anything else is refused.' })
  readonly cid?: string | null;

  @Field(() => String, { nullable: true, description: 'Media type to remember, such as image/png.' })
  readonly mediaType?: string | null;

  @Field(() => String, { nullable: true, description: 'File name to remember.' })
  readonly name?: string | null;
}

@ObjectType({ description: 'Leave to upload content with an HTTP PUT.' })
export class Upload {
  @Field(() => String, {
    description: 'Where to PUT the bytes; the answer is JSON with cid and bytes. Keep it secret.',
  })
  readonly url!: string;

  @Field(() => GraphQLISODateTime, { description: 'Until when an upload may begin.' })
  readonly expiresAt!: Date;

  @Field(() => GraphQLSafeInt, { description: 'Most bytes the URL takes.' })
  readonly maxBytes!: number;
}

@ObjectType({ description: 'What was deleted.' })
export class DeletedBlob {
  @Field(() => ID, { description: 'CID of the blob that is gone.' })
  readonly cid!: string;
}
