export { listPeople } from './list-people.js';
export { plantStory } from './plant-story.js';
