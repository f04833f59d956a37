import { createHash } from 'node:crypto';
import {
  canonicalJson,
  inlineOutputLimit,
  resultSigningBytes,
  verifyDeviceSignature,
  type DoneResult,
  type TaskFailure,
} from '@ai-collective/contracts';

/** What is wrong with a result a device sent, as a failure of the device; null when it may be believed to be its own. */
export function resultComplaint(
  result: Extract<DoneResult, { outcome: 'SUCCEEDED' }>,
  device: { readonly deviceId: string; readonly publicKey: string },
): TaskFailure | null {
  const json = canonicalJson(result.output);
  const signed = resultSigningBytes({
    deviceId: device.deviceId,
    attemptId: result.attemptId,
    taskId: result.taskId,
    outputSha256: createHash('sha256').update(json).digest('hex'),
  });
  if (!verifyDeviceSignature(device.publicKey, signed, result.signature))
    return complaint('RESULT_SIGNATURE_INVALID', 'The signature over the result is not one of the device.');
  if (result.output.type === 'inline' && Buffer.byteLength(json) > inlineOutputLimit + envelopeBytes)
    return complaint(
      'RESULT_TOO_LARGE',
      'The output is too large to be sent in place; it must be uploaded as a blob.',
    );
  return null;
}

/** Room for what surrounds the JSON of an inline output. */
const envelopeBytes = 64;

function complaint(code: string, message: string): TaskFailure {
  return { code, message, fault: 'device' };
}
