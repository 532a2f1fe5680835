/**
 * Milliseconds that a program may take which is started to find out what works here. It takes less than a second, but machines that are
 * busy, or are virtual and paused, stand still for longer; and whoever gives up falls back to something worse.
 */
export const startDeadline = 40_000;
