import { Gathered } from '../docx/gathered.js';
import { type OfficePackage, openPackage } from '../docx/package.js';
import { mainPart, storyOfType, surroundings } from '../docx/read-docx.js';
import { refuseDoctypes, refuseMacros } from '../docx/refusals.js';
import { Walk } from '../docx/walk.js';
import { type Limits, limits as defaults } from '../limits.js';
import type { Story } from '../model.js';
import { openArchive } from '../zip/open-archive.js';
import { HtmlWalk } from './docx-walk.js';
import { cleanImage } from './image.js';

/** Pictures that one reading copy may carry, in bytes; what passes it is left out and says so. */
const mostPictures = 16 * 1024 * 1024;

const leftOut = '<p class="left-out">[A picture that cannot be shown was left out here]</p>';

/**
 * The reading copy of a DOCX for people who must not learn who wrote it: semantic HTML (a fragment, no head), made of
 * the same paragraphs as `readDocx` counts.
 *
 * `data-paragraph` is each block's index in the model's `paragraphs`, so that the line at a word can be drawn. Headings
 * begin at h2. Left out: headers and footers, comments, deleted and hidden text, authors and times, links (their text
 * stays), fields' codes, styles, scripts. Pictures are JPEG and PNG without metadata, as data; others are left out and
 * say so. Nothing in it can run, load or point anywhere. Throws `Unreadable` as `readDocx` does.
 */
export function cleanDocx(bytes: Uint8Array, limits: Limits = defaults): string {
  const archive = openArchive(bytes, limits);
  const office = openPackage(archive, limits);
  const main = mainPart(office);
  refuseMacros(office, main);
  refuseDoctypes(archive);
  const around = surroundings(office, main);
  const album = { left: mostPictures };
  let index = 0;
  const part = (name: string, story: Story): string => {
    for (const obeyFields of [true, false]) {
      const gathered = new Gathered(limits);
      const walk = new Walk(gathered, around, story, obeyFields);
      const html = new HtmlWalk(walk, gathered, index, (id) => pictureOf(office, name, id, album));
      if (!office.walk(name, html)) return '';
      walk.end();
      if (obeyFields && walk.unclosedField) continue;
      const done = html.end();
      index += gathered.paragraphs.length;
      return done;
    }
    return '';
  };
  let html = `<article>${part(main, 'body')}</article>`;
  for (const [type, story] of Object.entries(storyOfType)) {
    const parts = office.relationships(main).filter((one) => one.type === type && !one.external);
    for (const name of new Set(parts.map((one) => one.target))) {
      const own = part(name, story);
      if (own !== '' && notes.has(story)) html += `<section class="${story}">${own}</section>`;
    }
  }
  return html;
}

const notes = new Set<Story>(['footnotes', 'endnotes']);

function pictureOf(office: OfficePackage, part: string, id: string, album: { left: number }): string {
  const relation = office.relationships(part).find((one) => one.id === id && !one.external);
  const entry = relation ? office.archive.find(relation.target) : null;
  if (!entry || entry.size > album.left) return leftOut;
  const image = cleanImage(office.archive.bytes(entry));
  if (!image) return leftOut;
  album.left -= image.bytes.length;
  const data = Buffer.from(image.bytes).toString('base64');
  return `<figure><img alt="Picture in the text" src="data:${image.type};base64,${data}"></figure>`;
}
