import type { Config } from '../../platform/config/config.js';
import type { Database } from '../../platform/database/database.js';
import type { Actors } from '../actors.js';
import type { StoryTime } from '../story-time.js';

/** What every chapter has in hand. */
export interface Scene {
  readonly config: Config;
  readonly database: Database;
  readonly actors: Actors;
  readonly time: StoryTime;
  /** Says how far the planting is. */
  readonly say: (line: string) => void;
}
