/** Large content in files of the data directory. */
export { openFileBlobs } from './open-file-blobs.ts'
