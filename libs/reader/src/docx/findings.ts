import type { Finding, TextModel } from '../model.js';
import type { Gathered } from './gathered.js';
import type { OfficePackage } from './package.js';
export function docxFindings(_o: OfficePackage, _m: string, _g: Gathered, _t: TextModel): Finding[] {
  return [];
}
