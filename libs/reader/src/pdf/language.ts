/** The forty commonest pairs of letters in English; in the other languages of our files they are common too. */
const commonPairs = new Set(
  'th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra ld ur co'.split(
    ' ',
  ),
);

/**
 * In prose 30 % to 45 % of all pairs of letters are among them (18 % is the least in the corpora, a page of form names);
 * where letters were exchanged, as by a font's ToUnicode map tampered with, 3 % to 13 % are.
 */
const leastCommon = 0.15;

/**
 * The share of all pairs of letters that are common ones, or null where there is too little text to tell (under 400
 * pairs) or most of it is not in Latin letters.
 */
export function shareOfCommonPairs(words: readonly string[]): number | null {
  let pairs = 0;
  let common = 0;
  let other = 0;
  for (const word of words) {
    const letters = word.toLowerCase().normalize('NFD').replaceAll(/\P{L}/gu, '');
    if (!/^[a-z]*$/.test(letters)) {
      other += letters.length;
      continue;
    }
    for (let i = 0; i + 1 < letters.length; i++) {
      pairs++;
      if (commonPairs.has(letters.slice(i, i + 2))) common++;
    }
  }
  return pairs < 400 || other > pairs ? null : common / pairs;
}

/** True where the words cannot be those that stand on the paper: their letters follow each other as in no language. */
export function isMangled(words: readonly string[]): boolean {
  const share = shareOfCommonPairs(words);
  return share !== null && share < leastCommon;
}
