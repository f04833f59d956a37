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

/**
 * Peak resident memory in MiB since `forgetPeak`: of the process, and of what it started without the pages they have in common with
 * other processes. Those are the program itself, Node's 40 MiB for one, which is in memory once and counted with the process.
 */
export function peakMebibytes(pid) {
  return mebibytes(pid, 'VmHWM');
}

/** Resident memory in MiB now, summed likewise. */
export function residentMebibytes(pid) {
  return mebibytes(pid, 'VmRSS');
}

function mebibytes(pid, line) {
  const [, ...started] = tree(pid);
  const own = kibibytes(pid, 'status', line);
  const others = started.map((each) => kibibytes(each, 'status', line) - sharedKibibytes(each));
  return others.reduce((sum, value) => sum + value, own) / 1_024;
}

function sharedKibibytes(pid) {
  return kibibytes(pid, 'smaps_rollup', 'Shared_Clean') + kibibytes(pid, 'smaps_rollup', 'Shared_Dirty');
}

function kibibytes(pid, file, line) {
  const text = readFileSync(`/proc/${pid}/${file}`, 'latin1');
  return Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
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
