import { Directive, Field, ObjectType } from 'type-graphql';
import type { BlobPage } from '../operations/listBlobs.js';
import { encodeCursor } from '../rules/pageCursor.js';
import { Blob, toBlob } from './Blob.js';

@Directive('@shareable')
@ObjectType({ description: 'Where a page of a list begins and ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first entry; null when the page is empty.',
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last entry; null when the page is empty.',
  })
  readonly endCursor!: string | null;
}

@ObjectType({ description: 'A blob at its place in a list.' })
export class BlobEdge {
  @Field(() => String, { description: 'The place in the list.' })
  readonly cursor!: string;

  @Field(() => Blob, { description: 'The blob.' })
  readonly node!: Blob;
}

@ObjectType({ description: 'One page of the list of blobs, newest first.' })
export class BlobConnection {
  @Field(() => [BlobEdge], { description: 'The blobs of the page with their places.' })
  readonly edges!: readonly BlobEdge[];

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  readonly pageInfo!: PageInfo;
}

/** What GraphQL shows of a page that was asked for with or without `after`. */
export function toConnection({ blobs, hasNextPage }: BlobPage, after: string | undefined): BlobConnection {
  const edges = blobs.map((blob) => ({ cursor: encodeCursor(blob.place), node: toBlob(blob) }));
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
