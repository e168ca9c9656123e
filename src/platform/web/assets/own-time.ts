/**
 * Moments that are said in London's time, said again in the reader's own zone where the two differ: for whoever is
 * abroad. The instant is the server's; the browser's clock is not asked.
 */
export function sayOwnTimes(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-own-zone]')) {
    const instant = new Date(time.dateTime);
    if (Number.isNaN(instant.getTime()) || inZone(instant, 'Europe/London') === inZone(instant)) continue;
    time.append(`, which is ${inZone(instant)} where you are`);
  }
}

function inZone(instant: Date, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(instant);
}
