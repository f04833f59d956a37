import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** AVAILABLE, or CORRUPT once a read found other bytes than the CID names. */
export const blobStates = ['AVAILABLE', 'CORRUPT'] as const;
export type BlobState = (typeof blobStates)[number];

/** What is known of a community's blob. The content is a file; see BlobDirectory. */
export const BlobEntity = defineEntity({
  name: 'Blob',
  tableName: 'blobs',
  properties: {
    tenantId: p.string().primary(),
    cid: p.string().primary(),
    /** The order of creation, also the place in a list. */
    place: p.bigint('string'),
    bytes: p.bigint('number'),
    mediaType: p.string().nullable(),
    name: p.string().nullable(),
    state: p.string().$type<BlobState>(),
    /** Grows with every upload of the content, so that damage seen in an older file is not blamed on a newer one. */
    revision: p.integer(),
    createdAt: p.datetime(),
    createdBy: p.string(),
  },
});

export type BlobRecord = Readonly<InferEntity<typeof BlobEntity>>;
