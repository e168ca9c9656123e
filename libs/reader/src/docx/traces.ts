import type { Trace } from '../model.js';
import { pictureHead, pictureTraces } from '../traces/picture-traces.js';
import { proseTraces } from '../traces/prose-traces.js';
import type { Gathered } from './gathered.js';
import type { OfficePackage } from './package.js';
import { propertiesOf } from './stored.js';

/** Properties that name nobody: counts, dates, the program. */
const harmless = new Set([
  'Template',
  'TotalTime',
  'Pages',
  'Words',
  'Characters',
  'Application',
  'DocSecurity',
  'Lines',
  'Paragraphs',
  'ScaleCrop',
  'LinksUpToDate',
  'CharactersWithSpaces',
  'SharedDoc',
  'HyperlinksChanged',
  'AppVersion',
  'HeadingPairs',
  'TitlesOfParts',
  'revision',
  'created',
  'modified',
  'lastPrinted',
  'language',
  'version',
  'i4',
  'lpstr',
  'lpwstr',
  'bool',
  'filetime',
]);

const removable = (place: string, value: string): Trace => ({ place, value: value.slice(0, 200), removable: true });

/** What the properties of an office file, of whatever kind, say about its makers. */
export function propertyTraces(office: OfficePackage): Trace[] {
  const parts: readonly (readonly [type: string, place: string])[] = [
    ['core-properties', 'docProps/core.xml'],
    ['metadata/core-properties', 'docProps/core.xml'],
    ['extended-properties', 'docProps/app.xml'],
    ['extendedProperties', 'docProps/app.xml'],
  ];
  const found = parts.flatMap(([type, place]) =>
    propertiesOf(office, type)
      .filter(([name]) => !harmless.has(name))
      .map(([name, value]) => removable(`${place} ${name}`, value)),
  );
  const custom = ['custom-properties', 'customProperties'].flatMap((type) => propertiesOf(office, type));
  return [...found, ...custom.map(([, value]) => removable('docProps/custom.xml', value))];
}

/** Parts that say by being there where a document comes from. */
const tellingParts: readonly (readonly [type: RegExp, place: string])[] = [
  [/^thumbnail$/, 'thumbnail'],
  [/^people$/, 'people part'],
  [/^customXml$/, 'custom XML part'],
  [/^printerSettings$/, 'printer settings'],
  [/^signature/, 'digital signature'],
  [/^attachedTemplate$/, 'attached template'],
  [/^(oleObject|package)$/, 'embedded object'],
];

function partTraces(office: OfficePackage): Trace[] {
  return office.allRelationships().flatMap((one) => {
    const place = tellingParts.find(([type]) => type.test(one.type))?.[1];
    if (place) return [removable(place, one.target)];
    return one.external && /^mailto:/i.test(one.target) ? [removable('hyperlink', one.target)] : [];
  });
}

/** More pictures than an account has; and so much of all of them together is unpacked to look at what they say. */
const [mostPictures, mostOfPictures] = [200, 8 * 1024 * 1024];

/** What cameras and programs wrote into the pictures of an office file, of whatever kind. */
export function picturesTraces(office: OfficePackage): Trace[] {
  let left = mostOfPictures;
  return office.archive.entries
    .filter((entry) => /\.(jpe?g|tiff?|png|webp)$/i.test(entry.name))
    .slice(0, mostPictures)
    .flatMap((entry) => {
      const head = office.archive.head(entry, Math.min(pictureHead, left));
      left -= head.length;
      return pictureTraces(head, entry.name);
    });
}

/** Everything in a Word document that may tell who wrote it, removable traces first. */
export function docxTraces(office: OfficePackage, gathered: Gathered): Trace[] {
  const authors = [...gathered.authors].flatMap(([place, names]) => [...names].map((name) => removable(place, name)));
  const revisions =
    gathered.revisionIds > 0 ? [removable('revision ids', `${gathered.revisionIds} paragraphs carry one`)] : [];
  const headers = gathered.paragraphs
    .filter((one) => one.story === 'headers')
    .slice(0, 20)
    .map((one) => removable('header', one.text.trim()));
  return [
    ...propertyTraces(office),
    ...authors,
    ...revisions,
    ...partTraces(office),
    ...picturesTraces(office),
    ...headers,
    ...proseTraces(gathered.paragraphs),
  ];
}
