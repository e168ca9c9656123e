import type { Trace } from '../model.js';
import type { Gathered } from './gathered.js';
import type { OfficePackage } from './package.js';
export function docxTraces(_o: OfficePackage, _m: string, _g: Gathered): Trace[] {
  return [];
}
