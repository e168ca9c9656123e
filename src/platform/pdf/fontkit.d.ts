/** Given to the PDF writer as it is: what it offers is the writer's to know. */
declare module 'fontkit';
