/*
 * The door of the room: what participants ask for, and what leads decide. Rooms to the right may show a request's row.
 */
export { CircumstancesModule } from './circumstances.module.js';
export { RequestRow } from './request.entity.js';
