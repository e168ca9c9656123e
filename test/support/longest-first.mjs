// Where no run before this one has left its times, Jest begins with the largest files; the longest of ours are small, and
// one of them begun last would keep one core waiting for minutes.
import TestSequencer from '@jest/test-sequencer';

/** Longest first, as measured. */
const long = [
  'journeys/every-page',
  'rooms/permissions',
  'rooms/marking-browser',
  'faults/worker-killed',
  'journeys/whole-life',
  'rooms/storage',
  'faults/queues-emptied',
  'rooms/upload-closing',
  'checks/sources',
  'rooms/documents-checks',
  'rooms/store-away',
  'rooms/script-integrity',
  'faults/database-killed',
  'rooms/similarity',
  'bare/start',
  'rooms/seeds',
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
