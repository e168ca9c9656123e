// Where no run before this one has left its times, Jest begins with the largest files; the longest of ours are small, and
// one of them begun last would keep one core waiting for minutes.
import TestSequencer from '@jest/test-sequencer';

/** Longest first, as measured. */
const long = [
  'journeys/every-page',
  'faults/worker-killed',
  'rooms/permissions',
  'rooms/storage',
  'journeys/story',
  'faults/database-killed',
  'rooms/marking-browser',
  'journeys/whole-life',
  'faults/queues-emptied',
  'rooms/documents-checks',
  'checks/sources',
  'rooms/script-integrity',
].map((name) => `/test/${name}.spec.ts`);

const rank = ({ path }) => {
  const place = long.findIndex((end) => path.endsWith(end));
  return place === -1 ? long.length : place;
};

export default class LongestFirst extends TestSequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}
