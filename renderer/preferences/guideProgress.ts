export type GuideStepName = 'run' | 'wire' | 'code' | 'change' | 'save';

/** How far a person is: what was done, in any order, and whether the strip was closed. */
export interface GuideProgress {
  readonly done: readonly GuideStepName[];
  readonly isClosed: boolean;
}

/** The first steps before the first of them. */
export const newGuide: GuideProgress = { done: [], isClosed: false };
