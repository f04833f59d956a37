import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api, Operation } from '../../system/Api.js';
import { submission } from '../../system/jobs.js';
import { reading } from '../../system/pictures.js';
import type { TestSystem } from '../../system/TestSystem.js';
import { storeBytes } from '../../system/uploads.js';

interface Place {
  readonly system: () => TestSystem;
  /** The API with a key of another community, which may do everything there. */
  readonly stranger: () => Api;
  /** Bodies of refusals that no GraphQL client got. */
  readonly refusals: string[];
}

/** What a key of one community finds of another. */
export function describeForeignKey({ refusals, ...place }: Place): void {
  describe('a key of another community', () => {
    const ownSchema = z.object({
      defaultFleet: z.object({ id: z.string() }),
      jobs: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })).min(1) }),
      devices: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })).min(1) }),
      blobs: z.object({
        edges: z.array(z.object({ node: z.object({ cid: z.string(), downloadUrl: z.string() }) })).min(1),
      }),
      model: z.object({ newestVersion: z.object({ id: z.string() }) }),
    });

    /** What the first community has, by its own key. */
    async function belongings() {
      const own = await place.system().api.ask(ownSchema, {
        query: `{
          defaultFleet { id } jobs(first: 1) { edges { node { id } } } devices(first: 1) { edges { node { id } } }
          blobs(first: 1) { edges { node { cid downloadUrl } } } model(slug: "ocr") { newestVersion { id } }
        }`,
      });
      return {
        fleetId: own.defaultFleet.id,
        jobId: own.jobs.edges[0]?.node.id ?? '',
        deviceId: own.devices.edges[0]?.node.id ?? '',
        blob: own.blobs.edges[0]?.node ?? { cid: '', downloadUrl: '' },
        modelVersionId: own.model.newestVersion.id,
      };
    }

    async function refusedTo(operation: Operation): Promise<string> {
      return (await place.stranger().refusal(operation)).code;
    }

    test('sees an empty community', async () => {
      const empty = { edges: [] };
      const seen = await place.stranger().ask(z.unknown(), {
        query: `{
          viewer { community { slug } } fleets { id } defaultFleet { id } model(slug: "ocr") { id }
          jobs { edges { cursor } } models { edges { cursor } } blobs { edges { cursor } }
          devices { edges { cursor } }
        }`,
      });
      expect(seen).toEqual({
        viewer: { community: { slug: 'strangers' } },
        fleets: [],
        defaultFleet: null,
        model: null,
        jobs: empty,
        models: empty,
        blobs: empty,
        devices: empty,
      });
    });

    test('cannot read what it knows the id of', async () => {
      const { jobId, blob } = await belongings();
      const query = 'query Job($id: ID!) { job(id: $id) { id tasks { edges { node { output } } } } }';
      expect(await refusedTo({ query, variables: { id: jobId } })).toBe('JOB_NOT_FOUND');
      expect(
        await place.stranger().ask(z.unknown(), {
          query: 'query Blob($cid: ID!) { blob(cid: $cid) { cid bytes } }',
          variables: { cid: blob.cid },
        }),
      ).toEqual({ blob: null });
    });

    test('cannot follow a job it knows the id of', async () => {
      const { jobId } = await belongings();
      const response = await fetch(`${place.stranger().connection.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          authorization: `Bearer ${place.stranger().connection.credential ?? ''}`,
        },
        body: JSON.stringify({
          query: 'subscription Watch($id: ID!) { jobProgress(jobId: $id) { state } }',
          variables: { id: jobId },
        }),
      });
      const text = await response.text();
      refusals.push(text);
      expect(text).toContain('"JOB_NOT_FOUND"');
      expect(text).not.toContain('"state"');
    });

    test('cannot use or change what it knows the id of', async () => {
      const { jobId, blob, deviceId, fleetId, modelVersionId } = await belongings();
      const inputs = [{ name: 'image', blob: blob.cid }];
      const id = { id: jobId };
      const cancel = 'mutation Cancel($id: ID!) { cancelJob(jobId: $id) { id } }';
      const revoke = 'mutation Revoke($id: ID!) { revokeDevice(id: $id) { id } }';
      const remove = 'mutation Delete($cid: ID!) { deleteBlob(cid: $cid) { cid } }';
      expect(await refusedTo(submission({ modelVersionId, items: [{ inputs }] }))).toBe(
        'MODEL_VERSION_NOT_FOUND',
      );
      expect(await refusedTo(submission({ modelVersionId, fleetId, items: [{ inputs }] }))).toBe(
        'MODEL_VERSION_NOT_FOUND',
      );
      expect(await refusedTo(reading(blob.cid))).toBe('MODEL_NOT_FOUND');
      expect(await refusedTo({ query: cancel, variables: id })).toBe('JOB_NOT_FOUND');
      expect(await refusedTo({ query: revoke, variables: { id: deviceId } })).toBe('DEVICE_NOT_FOUND');
      expect(await refusedTo({ query: remove, variables: { cid: blob.cid } })).toBe('BLOB_NOT_FOUND');
      expect(await belongings()).toMatchObject({ jobId, blob: { cid: blob.cid }, deviceId });
    });

    test('cannot act in the other community by naming it', async () => {
      for (const community of ['home', 'strangers-of-strangers']) {
        const { credential } = place.stranger().connection;
        const refusal = await place
          .stranger()
          .as({ credential, community })
          .refusal({ query: '{ viewer { kind } }' });
        expect(['COMMUNITY_FORBIDDEN', 'COMMUNITY_NOT_FOUND']).toContain(refusal.code);
      }
    });

    test('cannot turn a capability for its own blobs to the blobs of others', async () => {
      const { blob } = await belongings();
      const cid = await storeBytes(place.stranger(), Buffer.from("the strangers' own"));
      const { blob: own } = await place
        .stranger()
        .ask(z.object({ blob: z.object({ downloadUrl: z.string() }) }), {
          query: 'query Blob($cid: ID!) { blob(cid: $cid) { downloadUrl } }',
          variables: { cid },
        });
      const url = new URL(blob.downloadUrl);
      const capability = new URL(own.downloadUrl).searchParams.get('capability') ?? '';
      url.searchParams.set('capability', capability);
      const response = await fetch(url);
      const text = await response.text();
      refusals.push(text);
      expect([response.status, JSON.parse(text)]).toMatchObject([403, { code: 'CAPABILITY_MISMATCH' }]);
      const changed = `${capability.slice(0, -2)}AA`;
      url.searchParams.set('capability', changed);
      const forged = await fetch(url);
      expect([forged.status, await forged.json()]).toMatchObject([403, { code: 'CAPABILITY_FORGED' }]);
    });
  });
}
