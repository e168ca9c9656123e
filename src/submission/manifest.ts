import { digestOf } from '#libs/ledger';

/** One file of a manifest. `size` in bytes; `words` is the count at that moment, null for evidence or while it is read. */
export interface ManifestItem {
  readonly documentId: string;
  readonly component: string;
  readonly title: string | null;
  readonly sha256: string;
  readonly size: number;
  readonly words: number | null;
  /** `criterion` or `criterion/slot`, sorted. */
  readonly links: readonly string[];
}

/** Everything that is handed in, in a fixed order: accounts first, then evidence as it came. */
export interface Manifest {
  readonly framework: string;
  readonly countRule: string;
  readonly items: readonly ManifestItem[];
}

/**
 * The hash that declarations, sponsor and receipt are bound to: SHA-256 over the manifest as canonical JSON, without the
 * word counts, which may still be on their way. Any edit of a file, title or link makes another hash.
 */
export function manifestHash(manifest: Manifest): string {
  const items = manifest.items.map(({ words: _words, ...item }) => item);
  return digestOf({ ...manifest, items });
}
