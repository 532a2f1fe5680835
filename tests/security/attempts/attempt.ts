/**
 * Something that hostile code does to get out. The sources are bodies of asynchronous functions of `context`; what they return is what
 * was got hold of. They name what is outside by words in capitals (`outside.ts`), and call what `attackers.ts` gives them.
 */
export interface Attempt {
  title: string;
  python: string;
  javascript: string;
  /** Without a sandbox it succeeds, harmlessly, so that a test can show that its success is noticed. */
  isProvable?: boolean;
}

/** Attempts that the same things stop; a row of the table in SECURITY.md. */
export interface AttemptGroup {
  what: string;
  attempts: readonly Attempt[];
}
