/** The eigenvalues of a symmetric matrix with their vectors, each of length 1. */
export interface Eigen {
  readonly value: number;
  readonly vector: readonly number[];
}

/**
 * Jacobi's method: turns pairs of axes until nothing is left beside the diagonal. Exact enough for a panel of some
 * hundred assessors, which is far more than there ever are.
 */
export function eigenOf(symmetric: readonly (readonly number[])[]): Eigen[] {
  const matrix = symmetric.map((row) => [...row]);
  const size = matrix.length;
  const vectors = matrix.map((_, row) => matrix.map((__, column) => (row === column ? 1 : 0)));
  const scale = Math.max(...matrix.flat().map(Math.abs), 1e-300);
  for (let sweep = 0; sweep < 100; sweep += 1) {
    let left = 0;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const beside = at(matrix, p, q);
        left = Math.max(left, Math.abs(beside));
        if (Math.abs(beside) > 1e-15 * scale) turn(matrix, vectors, p, q);
      }
    }
    if (left <= 1e-14 * scale) break;
  }
  return matrix.map((row, index) => ({ value: row[index] ?? 0, vector: vectors.map((line) => line[index] ?? 0) }));
}

function turn(matrix: number[][], vectors: number[][], p: number, q: number): void {
  const theta = (at(matrix, q, q) - at(matrix, p, p)) / (2 * at(matrix, p, q));
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of matrix) mix(row, p, q, cosine, sine);
  const [first, second] = [matrix[p] ?? [], matrix[q] ?? []];
  first.forEach((one, column) => {
    const other = second[column] ?? 0;
    first[column] = cosine * one - sine * other;
    second[column] = sine * one + cosine * other;
  });
  for (const row of vectors) mix(row, p, q, cosine, sine);
}

function mix(row: number[], p: number, q: number, cosine: number, sine: number): void {
  const [one, other] = [row[p] ?? 0, row[q] ?? 0];
  row[p] = cosine * one - sine * other;
  row[q] = sine * one + cosine * other;
}

function at(matrix: readonly (readonly number[])[], row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}
