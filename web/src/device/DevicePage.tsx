import { useEffect, useState, type ReactNode } from 'react';
import { describeRefusal, type Refusal } from '../http/Refusal.js';
import { Page } from '../page/Page.js';
import { signInAddress } from '../page/signInAddress.js';
import { CodeEntry } from './CodeEntry.js';
import { DeviceQuestion } from './DeviceQuestion.js';
import { fetchDeviceAuthorization, type DeviceAuthorization } from './deviceAuthorization.js';

type State =
  | { readonly step: 'entering'; readonly problem: Refusal | null }
  | { readonly step: 'asking' }
  | { readonly step: 'deciding'; readonly authorization: DeviceAuthorization }
  | { readonly step: 'approved' }
  | { readonly step: 'denied' };

/** Lets in, or turns away, a terminal or a machine that shows a code. */
export function DevicePage({ opened }: { readonly opened: string }): ReactNode {
  const [code, setCode] = useState(opened);
  const [state, setState] = useState<State>(
    opened === '' ? { step: 'entering', problem: null } : { step: 'asking' },
  );
  const lookUp = async (wanted: string): Promise<void> => {
    const answer = await fetchDeviceAuthorization(wanted);
    setState(
      answer.outcome === 'answered'
        ? { step: 'deciding', authorization: answer.data }
        : { step: 'entering', problem: answer },
    );
  };
  useEffect(() => {
    if (opened !== '') void lookUp(opened);
  }, [opened]);
  const enter = (entered: string): void => {
    setCode(entered);
    setState({ step: 'asking' });
    void lookUp(entered);
  };
  return (
    <Page>
      <h1>Let a device in</h1>
      {state.step === 'entering' && <CodeEntry code={code} onEnter={enter} />}
      {state.step === 'entering' && state.problem !== null && <Problem refusal={state.problem} code={code} />}
      {state.step === 'asking' && <p role="status">Looking for the device…</p>}
      {state.step === 'deciding' && (
        <DeviceQuestion
          authorization={state.authorization}
          onApproved={() => setState({ step: 'approved' })}
          onDenied={() => setState({ step: 'denied' })}
        />
      )}
      {state.step === 'approved' && (
        <p role="status">It is let in, and goes on by itself. You can close this page.</p>
      )}
      {state.step === 'denied' && <p role="status">It was turned away. You can close this page.</p>}
    </Page>
  );
}

function Problem({ refusal, code }: { readonly refusal: Refusal; readonly code: string }): ReactNode {
  if (refusal.outcome === 'refused' && refusal.code === 'UNAUTHENTICATED')
    return (
      <p role="alert">
        You are not signed in. <a href={signInAddress(`/device/?code=${code}`)}>Sign in</a>, then answer the
        device.
      </p>
    );
  return (
    <p role="alert" className="bad">
      {describeRefusal(refusal)}
    </p>
  );
}
