/* The door of the room that listens to all and is imported by none: reminders, the participant's time, their calendar. */
export { NoticesModule } from './notices.module.js';
