const versionPattern = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

/** Whether a version such as `1.10.0` comes after another. What is no such version is never newer. */
export function isNewerVersion(candidate: string, current: string): boolean {
  const [left, right] = [versionPattern.exec(candidate), versionPattern.exec(current)];
  if (left === null || right === null) return false;
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
