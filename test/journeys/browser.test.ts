import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserScene } from './browser/BrowserScene.js';
import { describeDeviceApproval } from './browser/describeDeviceApproval.js';
import { describeFreshSignIn } from './browser/describeFreshSignIn.js';
import { describeInvitations } from './browser/describeInvitations.js';
import { describeIssuers } from './browser/describeIssuers.js';
import { describePasskeys } from './browser/describePasskeys.js';

describe('a person with a browser', () => {
  const scene = new BrowserScene();

  beforeAll(() => scene.start());
  afterAll(() => scene.end());

  describePasskeys(scene);
  describeFreshSignIn(scene);
  describeDeviceApproval(scene);
  describeInvitations(scene);
  describeIssuers(scene);

  test('sees pages that break no policy of theirs', () => {
    // Refusals that the pages explain: of proofs that are wrong, and of sessions that are not fresh.
    const expected = /status of 40[13]/;
    expect(scene.tested.complaints.filter((complaint) => !expected.test(complaint))).toEqual([]);
  });
});
