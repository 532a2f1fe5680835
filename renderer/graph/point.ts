/** A place on the canvas, in its own units, whatever the zoom. */
export interface Point {
  x: number;
  y: number;
}
