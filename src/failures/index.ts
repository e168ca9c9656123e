/*
 * The door of the room: technical failures that were declared. Nobody needs more of it than its module.
 */
export { FailuresModule } from './failures.module.js';
