/** How much two categories count as agreeing: 1 for the same, 0 for the ends of the scale. */
export type Weights = readonly (readonly number[])[];

/** Only the same category agrees. */
export function identityWeights(categories: number): Weights {
  return grid(categories, (distance) => (distance === 0 ? 1 : 0));
}

/** 1 - distance / (k - 1). */
export function linearWeights(categories: number): Weights {
  return grid(categories, (distance) => 1 - distance / (categories - 1));
}

/** 1 - distance² / (k - 1)²: for marks 0, 1, 2 a step of one counts 0.75. */
export function quadraticWeights(categories: number): Weights {
  return grid(categories, (distance) => 1 - distance ** 2 / (categories - 1) ** 2);
}

function grid(categories: number, weight: (distance: number) => number): Weights {
  if (!Number.isInteger(categories) || categories < 2) throw new RangeError(`${categories} categories are no scale`);
  const places = Array.from({ length: categories }, (_, index) => index);
  return places.map((row) => places.map((column) => weight(Math.abs(row - column))));
}
