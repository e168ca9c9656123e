import type { Plan } from '#libs/allocator';
import type { NameOf } from './words.js';

/** Two people and how many scripts both of them mark, one first and one second. */
export interface PairLine {
  readonly one: string;
  readonly other: string;
  readonly shared: number;
}

/** The graph of who shares scripts with whom: people on a circle, a line for each pair, the thicker the more they share. */
export interface PairingPicture {
  readonly size: number;
  readonly people: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    /** The name stands outside the circle: right of its point on the right side, left of it on the left. */
    readonly anchor: 'start' | 'end';
    readonly shared: number;
  }[];
  readonly lines: readonly {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
    readonly width: number;
    readonly shared: number;
  }[];
  /** The same as a table, those who share most first. */
  readonly pairs: readonly PairLine[];
  /** People whom no script links to anybody. */
  readonly alone: readonly string[];
}

const size = 560;
const radius = 170;
const thickest = 8;

/** From the plan's first and second markers, those that stood already included. Null where no script has two. */
export function pairingPicture({ placements }: Pick<Plan, 'placements'>, nameOf: NameOf): PairingPicture | null {
  const firstOf = new Map(placements.filter(({ role }) => role === 'first').map((one) => [one.script, one.assessor]));
  const shared = new Map<string, { ids: readonly [string, string]; shared: number }>();
  for (const { script, role, assessor } of placements) {
    const first = role === 'second' ? firstOf.get(script) : undefined;
    if (first === undefined) continue;
    const ids = [first, assessor].sort() as [string, string];
    const key = ids.join(' ');
    shared.set(key, { ids, shared: (shared.get(key)?.shared ?? 0) + 1 });
  }
  if (shared.size === 0) return null;
  const edges = [...shared.values()];
  const marking = placements.filter(({ role }) => role === 'first' || role === 'second');
  const ids = [...new Set(marking.map(({ assessor }) => assessor))].sort(
    (a, b) => nameOf(a).localeCompare(nameOf(b), 'en-GB') || (a < b ? -1 : 1),
  );
  const at = new Map(ids.map((id, index) => [id, pointAt(index, ids.length)]));
  const most = Math.max(...edges.map((edge) => edge.shared));
  const sharedBy = (id: string): number =>
    edges.filter((edge) => edge.ids.includes(id)).reduce((all, edge) => all + edge.shared, 0);
  return {
    size,
    people: ids.map((id) => {
      const { x, y } = at.get(id) ?? centre;
      return { name: nameOf(id), x, y, anchor: x >= centre.x ? 'start' : 'end', shared: sharedBy(id) };
    }),
    lines: edges.map((edge) => {
      const [from, to] = edge.ids.map((id) => at.get(id) ?? centre) as [Point, Point];
      const width = Math.max(1, Math.round((10 * thickest * edge.shared) / most) / 10);
      return { x1: from.x, y1: from.y, x2: to.x, y2: to.y, width, shared: edge.shared };
    }),
    pairs: edges
      .map((edge) => {
        const [one = '', other = ''] = edge.ids.map(nameOf).sort((a, b) => a.localeCompare(b, 'en-GB'));
        return { one, other, shared: edge.shared };
      })
      .sort((a, b) => b.shared - a.shared || a.one.localeCompare(b.one, 'en-GB') || a.other.localeCompare(b.other)),
    alone: ids.filter((id) => sharedBy(id) === 0).map(nameOf),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const centre: Point = { x: size / 2, y: size / 2 };

/** Places around the circle, from the top, clockwise. */
function pointAt(index: number, of: number): Point {
  const angle = (2 * Math.PI * index) / of - Math.PI / 2;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return { x: round(centre.x + radius * Math.cos(angle)), y: round(centre.y + radius * Math.sin(angle)) };
}
