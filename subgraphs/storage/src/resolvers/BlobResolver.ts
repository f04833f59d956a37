import { Requires, type SubgraphContext } from '@ai-collective/platform';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { createUpload } from '../operations/createUpload.js';
import { deleteBlob } from '../operations/deleteBlob.js';
import { downloadUrl } from '../operations/downloadUrl.js';
import { listBlobs } from '../operations/listBlobs.js';
import type { StorageParts } from '../operations/StorageParts.js';
import { Blob } from './Blob.js';
import { BlobConnection, toConnection } from './BlobConnection.js';
import type { BlobLoader } from './BlobLoader.js';
import { CreateUploadInput, DeletedBlob, Upload } from './Upload.js';

@Resolver(() => Blob)
export class BlobResolver {
  constructor(
    private readonly parts: StorageParts,
    private readonly loader: BlobLoader,
  ) {}

  @Requires('blobs:read')
  @Query(() => Blob, { nullable: true, description: 'One blob of the chosen community. Needs blobs:read.' })
  blob(
    @Ctx() context: SubgraphContext,
    @Arg('cid', () => ID, { description: 'The CID of its content.' }) cid: string,
  ): Promise<Blob | null> {
    return this.loader.load(context, cid);
  }

  @Requires('blobs:read')
  @Query(() => BlobConnection, {
    description: 'The blobs of the chosen community, newest first. Needs blobs:read.',
  })
  async blobs(
    @Ctx() context: SubgraphContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many to return, 1 to 200.' })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last item already seen.' })
    after: string | null | undefined,
  ): Promise<BlobConnection> {
    const reached = this.parts.reach(context.passport, 'blobs:read');
    const page = await listBlobs(this.parts, reached, { first, after: after ?? undefined });
    return toConnection(page, after ?? undefined);
  }

  @Requires('blobs:write')
  @Mutation(() => Upload, {
    description: 'Grants a URL for uploading content within the policy blobs.maxBytes. Needs blobs:write.',
  })
  createUpload(
    @Ctx() context: SubgraphContext,
    @Arg('input', () => CreateUploadInput, { description: 'What is to be uploaded.' })
    input: CreateUploadInput,
  ): Promise<Upload> {
    return createUpload(this.parts, context, {
      bytes: input.bytes ?? undefined,
      cid: input.cid ?? null,
      mediaType: input.mediaType ?? null,
      name: input.name ?? null,
    });
  }

  @Requires('blobs:write')
  @Mutation(() => DeletedBlob, {
    description:
      'Deletes a blob from the chosen community; other communities keep theirs. Needs blobs:write.',
  })
  async deleteBlob(
    @Ctx() context: SubgraphContext,
    @Arg('cid', () => ID, { description: 'The CID of its content.' }) cid: string,
  ): Promise<DeletedBlob> {
    await deleteBlob(this.parts, context, cid);
    return { cid };
  }

  @Requires('blobs:read')
  @FieldResolver(() => String, {
    description: 'A URL from which the content can be read, by anybody who has it, until it expires.',
  })
  downloadUrl(
    @Root() blob: Blob,
    @Ctx() context: SubgraphContext,
    @Arg('expiresInSeconds', () => Int, {
      defaultValue: 3_600,
      description: 'How long it holds, 1 to 604800 seconds.',
    })
    seconds: number,
  ): string {
    return downloadUrl(this.parts, context, {
      cid: blob.cid,
      name: blob.name,
      bytes: blob.bytes,
      seconds,
    });
  }
}
