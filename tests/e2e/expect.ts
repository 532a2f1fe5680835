import { expect as playwrightExpect } from 'playwright/test';

/** Waits as long as a small machine under load may take: what holds is seen at once, so patience costs nothing. */
export const expect = playwrightExpect.configure({ timeout: 30_000 });
