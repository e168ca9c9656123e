import { type Limits, limits as defaults } from '../limits.js';
import { Unreadable } from '../unreadable.js';
import { StartTags } from '../xml/start-tags.js';
import { walkPart } from '../xml/walk-part.js';
import type { XmlHandler } from '../xml/scanner.js';
import type { Entry } from '../zip/directory.js';
import type { Archive } from '../zip/open-archive.js';

export interface Relationship {
  readonly id: string;
  /** The last step of the type's address: `footnotes`, `header`, `image`; transitional and strict are one. */
  readonly type: string;
  /** A part's name from the package's root, or the address as written where `external`. */
  readonly target: string;
  readonly external: boolean;
}

/** An office package: its parts, their content types and who relates to whom. */
export interface OfficePackage {
  readonly archive: Archive;
  readonly limits: Limits;
  contentType(part: string): string | null;
  /** What a part relates to; of the package itself for `''`. Parsed once. */
  relationships(part: string): readonly Relationship[];
  /** The relationships of every part there is. */
  allRelationships(): readonly Relationship[];
  /** Walks a part as XML; false where there is no such part. */
  walk(part: string, handler: XmlHandler): boolean;
}

function contentTypes(
  archive: Archive,
  limits: Limits,
  tags: StartTags,
): { defaults: Map<string, string>; parts: Map<string, string> } {
  const entry = archive.find('[Content_Types].xml');
  if (!entry) throw new Unreadable('mismatched-type', 'a zip file without [Content_Types].xml');
  const types = { defaults: new Map<string, string>(), parts: new Map<string, string>() };
  const open: XmlHandler['open'] = (name, element) => {
    const type = element.attribute('ContentType') ?? '';
    if (name === 'ct:Default') types.defaults.set((element.attribute('Extension') ?? '').toLowerCase(), type);
    if (name === 'ct:Override')
      types.parts.set((element.attribute('PartName') ?? '').replace(/^\//, '').toLowerCase(), type);
  };
  walkPart(archive, entry, { open, close: () => {}, text: () => {} }, limits, tags);
  return types;
}

/** Resolves a target against the folder of the part that names it; `..` above the root stays at the root. */
function resolveTarget(from: string, target: string): string {
  const path = target.split(/[?#]/)[0]!.replaceAll('\\', '/');
  const steps = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  const plain = steps.join('/');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

const relationshipsName = (part: string): string => {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
};

function readRelationships(archive: Archive, part: string, limits: Limits, tags: StartTags): Relationship[] {
  const entry: Entry | null = archive.find(relationshipsName(part));
  const all: Relationship[] = [];
  if (!entry) return all;
  const open: XmlHandler['open'] = (name, element) => {
    if (name !== 'rel:Relationship') return;
    const external = element.attribute('TargetMode') === 'External';
    const target = element.attribute('Target') ?? '';
    all.push({
      id: element.attribute('Id') ?? '',
      type: (element.attribute('Type') ?? '').replace(/^.*\//, ''),
      target: external ? target : resolveTarget(part, target),
      external,
    });
  };
  walkPart(archive, entry, { open, close: () => {}, text: () => {} }, limits, tags);
  return all;
}

/** Reads a package's content types. Throws `Unreadable('mismatched-type')` where the archive is no office package. */
export function openPackage(archive: Archive, limits: Limits = defaults): OfficePackage {
  const tags = new StartTags();
  const types = contentTypes(archive, limits, tags);
  const read = new Map<string, readonly Relationship[]>();
  return {
    archive,
    limits,
    contentType(part) {
      const name = part.toLowerCase();
      return types.parts.get(name) ?? types.defaults.get(name.slice(name.lastIndexOf('.') + 1)) ?? null;
    },
    relationships(part) {
      let known = read.get(part);
      if (!known) read.set(part, (known = readRelationships(archive, part, limits, tags)));
      return known;
    },
    allRelationships() {
      return archive.entries.flatMap(({ name }) => {
        const found = /^(.*?)_rels\/([^/]*)\.rels$/.exec(name);
        return found ? this.relationships(`${found[1]}${found[2]}`) : [];
      });
    },
    walk(part, handler) {
      const entry = archive.find(part);
      if (entry) walkPart(archive, entry, handler, limits, tags);
      return entry !== null;
    },
  };
}
