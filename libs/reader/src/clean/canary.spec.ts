import { describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readDocx } from '../docx/read-docx.js';
import { decode, latinOf, readStructure } from '../pdf/structure.js';
import { cleanDocx } from './docx.js';
import { identityTraces } from './identity.js';
import {
  canaryDocx,
  canaryPdf,
  identity,
  pdfPlaces,
  places,
  planted,
  prosePlaces,
  shownPlaces,
} from './made-canary.js';
import { cleanOffice } from './office.js';
import { jbig2 } from './made-pictures.js';
import { cleanPdf } from './pdf.js';

const unpacked = (bytes: Uint8Array): string =>
  Object.entries(unzipSync(bytes))
    .map(([name, part]) => `${name}\n${latinOf(part)}`)
    .join('\n');

describe('a name planted in each place of a Word document', () => {
  const bytes = canaryDocx();
  const before = unpacked(bytes);
  const html = cleanDocx(bytes);
  const office = unpacked(cleanOffice(bytes));

  it.each([...places, ...shownPlaces].map(([place, part]) => [place, part]))(
    '%s (%s) is not in the reading copy',
    (place) => {
      expect(before).toContain(planted(place));
      expect(html).not.toContain(planted(place));
    },
  );

  it.each(places.map(([place, part]) => [place, part]))('%s (%s) is not in the clean office file', (place) => {
    expect(office).not.toContain(planted(place));
  });

  it.each(prosePlaces.map(([what, text], i) => [what, text, i + 1] as const))(
    '%s in the prose is named: %s',
    (what, text, at) => {
      const named = identityTraces(readDocx(bytes).model, identity).map((trace) => trace.place);
      expect(html).toContain(text);
      expect(named).toContain(`body paragraph ${at}: ${what}`);
    },
  );
});

/** All that a PDF's bytes hold, packed or not. */
function insideOf(bytes: Uint8Array): string {
  const budget = { left: 1e8 };
  const streams = readStructure(bytes, budget).objects.map((object) => {
    const content = object.stream ? decode(bytes, object, budget) : null;
    return content ? latinOf(content) : '';
  });
  return [latinOf(bytes), ...streams].join('\n');
}

describe('a name planted in each place of a PDF', () => {
  const before = canaryPdf();
  const after = cleanPdf(before).then(insideOf);

  it.each(pdfPlaces)('%s is not in the clean copy', async (place) => {
    expect(insideOf(before)).toContain(planted(place));
    expect(await after).not.toContain(planted(place));
  });

  it('takes what stands beside it nowhere', async () => {
    for (const beside of ['picture', 'what pictures share'])
      expect((await after).replaceAll('\0', '')).toContain(jbig2(48, beside).replaceAll('\0', ''));
  });
});

describe('a name planted in the description of a picture', () => {
  it.each([
    ['xl/drawings/drawing1.xml', 'xdr'],
    ['ppt/slides/slide1.xml', 'p'],
  ])('is not in clean %s', (part, prefix) => {
    const shape = `<${prefix}:cNvPr id="4" name="${planted('name')}" descr="${planted('description')}" title="${planted('title')}"/>`;
    const clean = unpacked(
      cleanOffice(zipSync({ '[Content_Types].xml': strToU8('<Types/>'), [part]: strToU8(shape) })),
    );
    expect(clean).not.toContain('Quarrington');
    expect(clean).toContain(`<${prefix}:cNvPr id="4" name="Picture"/>`);
  });
});
