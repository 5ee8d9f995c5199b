import { tokenizer } from 'acorn';

const OPENING = new Set(['(', '[', '{', '${']);
const CLOSING = new Set([')', ']', '}']);
/** A comment or a template that is not finished: more lines must come, whatever the brackets say. */
const UNFINISHED = /^Unterminated (comment|template)/;

/**
 * Whether Enter runs `text`, or asks for one more line because a bracket is open. A string that is not finished runs, so
 * that it fails. Source: jsiCountBracketsInInput in src/jsinteractive.c.
 */
export function isComplete(text: string): boolean {
  let open = 0;
  try {
    for (const token of tokenizer(text, { ecmaVersion: 'latest' })) {
      if (OPENING.has(token.type.label)) open += 1;
      if (CLOSING.has(token.type.label)) open -= 1;
      if (open < 0) break;
    }
  } catch (error) {
    if (UNFINISHED.test((error as Error).message)) return false;
    if (/^Unterminated string/.test((error as Error).message)) return true;
  }
  return open <= 0;
}
