/** A transformation as PDF writes it: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Left, bottom, right, top in points of the page, y upwards. */
export type Box = readonly [number, number, number, number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** `inner` first, then `outer`. */
export function times(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  return [
    a * inner[0] + c * inner[1],
    b * inner[0] + d * inner[1],
    a * inner[2] + c * inner[3],
    b * inner[2] + d * inner[3],
    a * inner[4] + c * inner[5] + e,
    b * inner[4] + d * inner[5] + f,
  ];
}

/** The upright box around a transformed box. */
export function boxUnder(matrix: Matrix, box: ArrayLike<number>): Box {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [i, j] of [
    [0, 1],
    [2, 1],
    [0, 3],
    [2, 3],
  ] as const) {
    const x = box[i] ?? 0;
    const y = box[j] ?? 0;
    xs.push(matrix[0] * x + matrix[2] * y + matrix[4]);
    ys.push(matrix[1] * x + matrix[3] * y + matrix[5]);
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export const overlap = (a: Box, b: Box): Box => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.min(a[2], b[2]),
  Math.min(a[3], b[3]),
];

export const isEmpty = (box: Box): boolean => box[2] <= box[0] || box[3] <= box[1];

export const area = (box: Box): number => (isEmpty(box) ? 0 : (box[2] - box[0]) * (box[3] - box[1]));

export const holds = (box: Box, x: number, y: number): boolean =>
  x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
