/** No person writes longer ones; comparing them would keep everybody waiting. */
const longestName = 200;

/** Names that a person may have meant, nearest first: a few typing errors away, or containing what was written. */
export function nearestNames(written: string, names: Iterable<string>, most = 3): string[] {
  if (written.length > longestName) return [];
  const wanted = written.toLowerCase();
  const farthest = Math.max(1, Math.floor(wanted.length / 3));
  // Names of very different length are at least so far away, and no farther where one is within the other.
  const distanceTo = (name: string): number => {
    const least = Math.abs(name.length - wanted.length);
    return least > farthest ? least : editDistance(wanted, name);
  };
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase();
    const short = candidate.slice(candidate.lastIndexOf('.') + 1);
    const contains = wanted.length >= 3 && (candidate.includes(wanted) || wanted.includes(short)) && short.length >= 3;
    const distance = Math.min(distanceTo(candidate), distanceTo(short));
    if (distance <= farthest || contains) near.push({ name, distance });
  }
  near.sort((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1));
  return near.slice(0, most).map(({ name }) => name);
}

/** Letters to insert, remove or replace, and neighbours to exchange. */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      let distance = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (isSame ? 0 : 1));
      const isExchanged =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isExchanged) distance = Math.min(distance, before[column - 2]! + 1);
      current.push(distance);
    }
    before = above;
    above = current;
  }
  return above[other.length]!;
}
