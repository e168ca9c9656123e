export { PeopleModule } from './people.module.js';
export { findOrAddProvider, findOrAddSchool, findOrAddTrust } from './schools.js';
