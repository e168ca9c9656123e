export { Frameworks } from './frameworks.js';
export { PublishFramework } from './publish-framework.js';
export { QualificationModule } from './qualification.module.js';
