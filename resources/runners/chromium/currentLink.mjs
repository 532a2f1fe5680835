let current;

/** The worker has one link; it is opened before anything of the runner runs. */
export const openLink = (opened) => {
  current = opened;
};

export const link = () => current;
