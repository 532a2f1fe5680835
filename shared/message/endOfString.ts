/**
 * Where a string in well-formed JSON text ends: the place after its closing quote. Searched for, not matched: patterns overflow the stack
 * on long strings.
 * @param start of its opening quote
 */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
}
