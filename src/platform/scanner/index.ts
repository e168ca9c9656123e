export { Scanner } from './scanner.js';
export type { ScannerPatience, ScanResult } from './scanner.js';
