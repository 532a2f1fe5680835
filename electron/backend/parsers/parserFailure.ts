/** A parser process ended, or was ended, over the files it was reading (D10). The message is the file's problem. */
export class ParserFailure extends Error {
  override readonly name = 'ParserFailure';
}
