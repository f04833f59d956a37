import { verifyCapability } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { mintLeaseUrls } from '../../src/leases/mintLeaseUrls.js';
import { testTask } from '../support/TestCompute.js';

const secret = 'a secret that is long enough for tests';
const now = 1_700_000_000_000;
const settings = { secret, storageUrl: 'http://storage.test/storage', outputMaxBytes: 1_000 };
const task = testTask({ fleetId: 'flt_1', communityId: 'com_1', runtimeLimitMs: 90_000 });
const urls = mintLeaseUrls(settings, { task, deviceId: 'dev_1' }, now);

function capabilityOf(url: string | undefined) {
  return verifyCapability(secret, new URL(url ?? '').searchParams.get('capability') ?? '', now / 1_000);
}

describe('mintLeaseUrls', () => {
  it('lets the device read the artifacts and input blobs, each alone, for the runtime and ten minutes', () => {
    for (const [url, cid] of [
      [urls.artifacts[0]?.url, 'bafymodel'],
      [urls.blobUrls.bafyinput, 'bafyinput'],
    ] as const) {
      expect(url).toMatch(`http://storage.test/storage/blobs/com_1/${cid}?capability=`);
      expect(capabilityOf(url)).toMatchObject({
        ok: true,
        capability: {
          action: 'read',
          community: 'com_1',
          cid,
          subject: 'dev_1',
          expiresAt: now / 1_000 + 690,
        },
      });
    }
  });

  it('lets it upload one output of bounded size', () => {
    expect(urls.outputUrl).toMatch('http://storage.test/storage/uploads?capability=');
    expect(capabilityOf(urls.outputUrl)).toMatchObject({
      capability: { action: 'write', community: 'com_1', cid: null, maxBytes: 1_000, subject: 'dev_1' },
    });
  });
});
