/** What a self-test says of shared memory (M6). @param whyNot undefined where sandboxes have it */
export const sharingText = (whyNot: string | undefined): string =>
  whyNot === undefined ? 'large values by shared memory' : `large values in frames (${whyNot})`;
