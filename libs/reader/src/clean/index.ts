export { cleanDocx } from './docx.js';
export { type Identity, identityTraces } from './identity.js';
export { type CleanImage, cleanImage } from './image.js';
export { cleanOffice } from './office.js';
export { cleanPdf } from './pdf.js';
