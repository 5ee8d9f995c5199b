import type { Key } from './escape-sequence';
import type { History } from './history';
import type { Prompt } from './prompt';

/** What a key does to the line that is being typed. */
export function pressKey(key: Key, prompt: Prompt, history: History): void {
  const { line } = prompt;
  const { row, column } = line.position(line.cursor);
  const actions: Partial<Record<Key, () => void>> = {
    left: () => prompt.moveTo(line.cursor - Math.min(1, column)),
    right: () => prompt.moveTo(line.cursor + Math.min(1, line.restOfLine.length)),
    up: () => browse(prompt, history, history.before(line.text), row - 1),
    down: () => browse(prompt, history, history.after(line.text), row + 1),
    home: () => prompt.moveTo(line.cursor - column),
    end: () => prompt.moveTo(line.cursor + line.restOfLine.length),
    'page up': () => prompt.moveTo(0),
    'page down': () => prompt.moveTo(line.text.length),
    delete: () => prompt.deleteBehind(),
    'line break': () => prompt.breakLine(),
    'clear line': () => prompt.clear(),
  };
  actions[key]?.();
}

/** Up and down go through the history, unless a line is being written: then through its rows. */
function browse(prompt: Prompt, history: History, fromHistory: string | undefined, row: number): void {
  const { line } = prompt;
  const isBrowsing = line.behind === '' && (line.isEmpty || history.has(line.text));
  if (!isBrowsing) prompt.moveTo(line.placeOf(row, line.position(line.cursor).column));
  else if (fromHistory !== undefined) prompt.replace(fromHistory);
}
