/** P2. */
export const exitCodes = { fine: 0, failed: 1, wrongUsage: 2 } as const;
