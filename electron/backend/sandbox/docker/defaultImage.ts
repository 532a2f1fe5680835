/** The image that `resources/runners/image` makes: Python and Node.js and nothing else. */
export const defaultImage = 'reflow-studio-sandbox';
