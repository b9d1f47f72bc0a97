/** Exit codes; the help lists them. */
export const ExitCode = { Done: 0, Fault: 1, Usage: 2, Address: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
