// The program that sandboxes start. A build puts the whole runner in its place, in the form that starts fastest: one CommonJS file.
import('./main.mjs');
