export { tearDown as default } from './global-postgres.mjs';
