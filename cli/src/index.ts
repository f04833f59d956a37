export { ApiError } from './client/ApiError.js';
export type { Connection } from './client/Connection.js';
export { deviceName } from './client/deviceName.js';
export { inferPicture, type InferSettings, type Reading } from './client/infer.js';
export { call, request, type GraphqlOperation } from './client/request.js';
export { uploadFile, type UploadProgress } from './client/uploadFile.js';
export { watchJob, type JobProgress } from './client/watchJob.js';
