/** The day on the device's own calendar, such as `2030-12-24`. */
export function localDay(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${date.getFullYear()}-${month ?? ''}-${day ?? ''}`;
}
