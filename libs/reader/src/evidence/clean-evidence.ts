import { cleanDocx } from '../clean/docx.js';
import { cleanImage } from '../clean/image.js';
import { cleanOffice } from '../clean/office.js';
import { cleanPdf } from '../clean/pdf.js';
import { Unreadable } from '../unreadable.js';
import type { EvidenceKind } from './kind.js';

/** A file as markers may see it, and the media type it is served under. `text/html` is a fragment in UTF-8. */
export interface CleanFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

const office = 'application/vnd.openxmlformats-officedocument';

/**
 * The clean copy of a file of a kind: HTML of a Word document, pages of a PDF, the others in their own format without
 * what names their makers. Null for kinds that are not handed in (odt, rtf, txt). Throws `Unreadable` where no copy can
 * be made safely: then nothing of it may be shown.
 */
export async function cleanEvidence(kind: EvidenceKind, bytes: Uint8Array): Promise<CleanFile | null> {
  switch (kind) {
    case 'docx':
      return { bytes: new TextEncoder().encode(cleanDocx(bytes)), mediaType: 'text/html' };
    case 'pdf':
      return { bytes: await cleanPdf(bytes), mediaType: 'application/pdf' };
    case 'xlsx':
      return { bytes: cleanOffice(bytes), mediaType: `${office}.spreadsheetml.sheet` };
    case 'pptx':
      return { bytes: cleanOffice(bytes), mediaType: `${office}.presentationml.presentation` };
    case 'jpg':
    case 'png': {
      const image = cleanImage(bytes);
      if (!image) throw new Unreadable('corrupt', 'a picture that is cut short');
      return { bytes: image.bytes, mediaType: image.type };
    }
    default:
      return null;
  }
}
