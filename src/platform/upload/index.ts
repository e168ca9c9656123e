export { displayName } from './display-name.js';
export { formStatus, receiveForm, registerForms } from './form.js';
export type { FormExpectation, FormRefusal, ReceivedForm } from './form.js';
export type { CompleteUpload, FinishedUpload } from './finish-upload.js';
export { registerTus } from './tus.js';
export type { TusRoutes, UploadGrant, WantedUpload } from './tus.js';
export { UploadDoor, uploadPath } from './upload-door.js';
