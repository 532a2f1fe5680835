/** The message by which main hands a hidden page of the chromium driver what it starts with, and its two ports. */
export const sandboxPageChannel = 'sandbox:start';
