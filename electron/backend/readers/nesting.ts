/** What no interpreter follows: CPython and V8 give up well before, with an error or with their stack (D10). */
export const deepestNesting = 3000;

/** The problem of a file that no parser could follow (D10). */
export const tooDeep = `Syntax error: this is nested more than ${deepestNesting} levels deep, which no interpreter follows.`;
