import type { Observations } from '../rules/consent/mayRun.js';
import { windowsObservations } from '../rules/observations/windows.js';
import type { RunProbe } from './runProbe.js';

/** Each part may fail alone; what it does not print is unknown. */
const script = `
$ErrorActionPreference = 'Stop'
try { "battery=$((Get-CimInstance Win32_Battery | Select-Object -First 1).BatteryStatus)" } catch {}
try {
  Add-Type -TypeDefinition @'
using System; using System.Runtime.InteropServices;
public static class LastInput {
  [StructLayout(LayoutKind.Sequential)] struct Info { public uint Size; public uint Time; }
  [DllImport("user32.dll")] static extern bool GetLastInputInfo(ref Info info);
  public static uint IdleMilliseconds() {
    var info = new Info(); info.Size = (uint)Marshal.SizeOf(info);
    if (!GetLastInputInfo(ref info)) throw new Exception();
    return unchecked((uint)Environment.TickCount - info.Time);
  }
}
'@
  "idle=$([LastInput]::IdleMilliseconds())"
} catch {}
try {
  $network = [Windows.Networking.Connectivity.NetworkInformation, Windows, ContentType = WindowsRuntime]
  "cost=$($network::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType)"
} catch {}
`;

/** Observes a Windows machine with one run of Windows PowerShell, which knows WinRT. */
export async function observeWindows(probe: RunProbe): Promise<Observations> {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  const args = ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded];
  return windowsObservations(await probe('powershell.exe', args));
}
