import { page, type Operations } from './Operation.js';

export const storageOperations: Operations = {
  blob: (draw) => ({ cid: draw.some('cid') }),
  blobs: page((random) => `blob:${random.below(20)}`),
  createUpload: (draw) => ({
    input: {
      bytes: draw.random.below(1_000),
      name: draw.word(),
      ...draw.sometimes(() => ({ cid: draw.some('cid') })),
    },
  }),
  deleteBlob: (draw) => ({ cid: draw.some('cid') }),
};
