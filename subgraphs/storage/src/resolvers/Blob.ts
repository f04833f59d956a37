import { Requires } from '@ai-collective/platform';
import { Directive, Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLSafeInt } from 'graphql-scalars';
import { blobStates, type BlobRecord, type BlobState } from '../entities/BlobEntity.js';

export const BlobStateEnum = Object.fromEntries(blobStates.map((state) => [state, state]));

registerEnumType(BlobStateEnum, {
  name: 'BlobState',
  description: 'Whether the stored bytes are known to be those the CID names.',
  valuesConfig: {
    AVAILABLE: { description: 'Complete, and no read has found damage.' },
    CORRUPT: {
      description: 'A read found other bytes than the CID names. Uploading the content again repairs it.',
    },
  },
});

@Directive('@key(fields: "cid")')
@ObjectType({ description: 'Content of the chosen community, named by the hash of its bytes.' })
export class Blob {
  @Field(() => ID, {
    description: 'CIDv1 of the content in the IPFS profile unixfs-v1-2025: equal bytes, equal CID.',
  })
  readonly cid!: string;

  @Requires('blobs:read')
  @Field(() => GraphQLSafeInt, { description: 'Size of the content in bytes.' })
  readonly bytes!: number;

  @Requires('blobs:read')
  @Field(() => String, {
    nullable: true,
    description: 'Media type the first uploader gave. Nobody has checked it.',
  })
  readonly mediaType!: string | null;

  @Requires('blobs:read')
  @Field(() => String, { nullable: true, description: 'File name the first uploader gave.' })
  readonly name!: string | null;

  @Requires('blobs:read')
  @Field(() => BlobStateEnum, { description: 'Whether the stored bytes are known to be good.' })
  readonly state!: BlobState;

  @Requires('blobs:read')
  @Field(() => GraphQLISODateTime, { description: 'When the content was first stored.' })
  readonly createdAt!: Date;

  @Requires('blobs:read')
  @Field(() => ID, { description: 'The person, API key or device that stored it first.' })
  readonly createdBy!: string;
}

/** What GraphQL shows of a record. */
export function toBlob(record: BlobRecord): Blob {
  const { cid, bytes, mediaType, name, state, createdAt, createdBy } = record;
  return { cid, bytes, mediaType: mediaType ?? null, name: name ?? null, state, createdAt, createdBy };
}
