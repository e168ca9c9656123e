import type { ScriptDocument } from '../../submission/blind.js';

/** A reading copy as a link under `path`: a neutral label and nothing of its author. */
export interface CopyShown {
  readonly id: string;
  readonly label: string;
  readonly kind: string | null;
  readonly criteria: readonly string[];
  readonly counted: number | null;
  readonly href: string;
  readonly inline: boolean;
}

/** Browsers show these in a sandbox; others are saved and opened outside. */
export const isShownInline = (kind: ScriptDocument['cleanKind']): boolean => kind === 'html' || kind === 'image';

/** `path`: of the script's page, without a slash at its end. */
export function copiesShown(path: string, documents: readonly ScriptDocument[]): CopyShown[] {
  return documents.map(({ id, label, cleanKind, criteria, counted }) => ({
    id,
    label,
    kind: cleanKind,
    criteria,
    counted,
    href: `${path}/documents/${id}`,
    inline: isShownInline(cleanKind),
  }));
}
