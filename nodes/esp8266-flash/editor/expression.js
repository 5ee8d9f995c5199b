const OTHER_HALF = { '(': ')', '[': ']', '{': '}' };
/** Whole texts, and after them the quotes that end nowhere. */
const TOKENS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[()[\]{}"'`]/g;

/**
 * The first bracket or quote of an expression that has no other half, with its column (from 1): `{token: '(', column: 11}`
 * for `analogRead(A0`. Undefined when each has one. A regular expression with brackets of its own may mislead it, so it is
 * for expressions that are wrong anyhow.
 */
export function unpairedIn(expression) {
  const open = [];
  for (const { 0: token, index } of expression.matchAll(TOKENS)) {
    const found = { token, column: index + 1 };
    if (token in OTHER_HALF) open.push(found);
    else if (token.length === 1 && OTHER_HALF[open.pop()?.token] !== token) return found;
  }
  return open.at(-1);
}
