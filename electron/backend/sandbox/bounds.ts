/** What every sandbox is bound to beside the limits that actors set (S2, S3). */

/** Processes and threads of one sandbox, its own first ones included. */
export const mostProcesses = 128;

/** Descriptors of one process. */
export const openFiles = 256;

/** Size of the private temporary directory, in bytes. */
export const temporaryBytes = 16 * 1024 ** 2;
