const MOST_MISTAKES = 3;
const LONGEST = 40;

/** The name among `names` that a person most likely meant by `word`; undefined when none is near. */
export function nearest(word: string, names: string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const distances = names.map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }));
  const best = distances.sort((one, other) => one.distance - other.distance)[0];
  return best && best.distance <= Math.min(MOST_MISTAKES, best.name.length / 2) ? best.name : undefined;
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const letter of one) {
    const next = [(row[0] ?? 0) + 1];
    for (let at = 1; at <= other.length; at++) {
      const changed = (row[at - 1] ?? 0) + (letter === other[at - 1] ? 0 : 1);
      next.push(Math.min((row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
