import { describe, expect, it } from '@jest/globals';
import { receivedInTime } from './receipt-time.js';

const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);
const noon = instant('2021-04-08T11:00:00Z'); // 12 noon in London, in summer time

describe('the instant of receipt decides: in time is before closing, and late by one second is late', () => {
  it.each([
    ['2021-04-08T10:59:59Z', 0, true, 'in time: 1 second before'],
    ['2021-04-08T10:59:59.999Z', 0, true, 'in time: less than a second before'],
    ['2021-04-08T11:00:00Z', 0, false, 'too late: it came exactly at'],
    ['2021-04-08T11:00:01Z', 0, false, 'too late: 1 second after'],
    ['2021-04-09T14:00:05Z', 0, false, 'too late: 1 day and 3 hours after'],
    ['2021-04-08T11:29:59Z', 30, true, 'in time: 1 second before'],
    ['2021-04-08T11:30:00Z', 30, false, 'too late: it came exactly at'],
  ])('received %s with %i minutes of grace: in time %p', (receivedAt, grace, isInTime, gap) => {
    const found = receivedInTime(instant(receivedAt), noon, grace);
    expect(found.isInTime).toBe(isInTime);
    expect(found.why).toContain(gap);
  });

  it('speaks of grace only where there is any', () => {
    expect(receivedInTime(instant('2021-04-08T11:00:01Z'), noon).why).toMatch(/12 noon \(UK time, BST\)\.$/);
  });

  it('shows the instant of receipt', () => {
    expect(receivedInTime(instant('2021-04-08T11:30:01Z'), noon, 30).why).toBe(
      'Received on Thursday 8 April 2021 at 12:30:01pm (UK time, BST), too late: 1 second after the limit: ' +
        'Thursday 8 April 2021 at 12 noon (UK time, BST) and 30 minutes of grace.',
    );
  });
});
