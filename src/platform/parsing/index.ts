export type { HandedIn } from './messages.js';
export { type ParseLimits, ParserPool, type PoolOptions } from './parser-pool.js';
export { Parsing } from './parsing.js';
