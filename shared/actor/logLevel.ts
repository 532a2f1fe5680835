/** How much a log record matters (A5). */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
