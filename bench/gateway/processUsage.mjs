import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The kernel's clock ticks a second are 100 on every Linux that Node runs on. */
const millisecondsPerTick = 10;

/** CPU milliseconds used so far by a process and everything it started. */
export function cpuMilliseconds(pid) {
  let ticks = 0;
  for (const each of tree(pid)) {
    const stat = readFileSync(`/proc/${each}/stat`, 'latin1');
    // After the name, which is in brackets and may hold anything: state is field 3, utime 14, stime 15, and those of ended children.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    for (const field of [14, 15, 16, 17]) ticks += Number(fields[field - 3]);
  }
  return ticks * millisecondsPerTick;
}

/** Peak resident memory in MiB since `forgetPeak`, summed over the process and everything it started. */
export function peakMebibytes(pid) {
  return mebibytes(pid, 'VmHWM');
}

/** Resident memory in MiB now, summed likewise. */
export function residentMebibytes(pid) {
  return mebibytes(pid, 'VmRSS');
}

function mebibytes(pid, line) {
  const kibibytes = tree(pid).map((each) => {
    const status = readFileSync(`/proc/${each}/status`, 'latin1');
    return Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  });
  return kibibytes.reduce((sum, value) => sum + value, 0) / 1_024;
}

/** Lets peaks be counted anew from what is resident now (proc(5), clear_refs). */
export function forgetPeak(pid) {
  for (const each of tree(pid)) writeFileSync(`/proc/${each}/clear_refs`, '5');
}

function tree(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => tree(child))];
}
