/** Each call another number: drawn at random, two of some thousands would be the same now and then. */
function numbersFrom(first: number): () => string {
  let next = first;
  return () => String(next++);
}

/** A teacher reference number that nobody has and no spec names: seven digits. */
export const unusedTrn = numbersFrom(9_100_001);

/** A school's number that no school has and no spec names: six digits. */
export const unusedUrn = numbersFrom(500_001);
