/** Elements whose whole content is no text of the document: old properties, form scripts, properties of controls. */
export const never: ReadonlySet<string> = new Set([
  'w:sdtPr',
  'w:sdtEndPr',
  'w:rPrChange',
  'w:pPrChange',
  'w:tblPrChange',
  'w:tcPrChange',
  'w:trPrChange',
  'w:sectPrChange',
  'w:tblPrExChange',
  'w:ffData',
]);

/** Tracked changes, each with its author. */
export const authored: ReadonlySet<string> = new Set([
  'w:ins',
  'w:del',
  'w:moveFrom',
  'w:moveTo',
  'w:rPrChange',
  'w:pPrChange',
  'w:tblPrChange',
  'w:tcPrChange',
  'w:trPrChange',
  'w:sectPrChange',
  'w:numberingChange',
  'w:cellIns',
  'w:cellDel',
  'w:cellMerge',
]);
