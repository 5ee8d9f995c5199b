/** What a key beyond the characters means; `none` for what Espruino does not know. */
export type Key =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'page up'
  | 'page down'
  | 'delete'
  | 'line break'
  | 'clear line'
  | 'none';

/** By what follows the escape character. Source: jsiHandleConsoleChar in src/jsinteractive.c. */
const KEYS: Record<string, Key> = {
  '\n': 'line break',
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[F': 'end',
  '[H': 'home',
  OF: 'end',
  OH: 'home',
  '[1~': 'home',
  '[2H': 'clear line',
  '[3~': 'delete',
  '[4~': 'end',
  '[5~': 'page up',
  '[6~': 'page down',
};

/** The characters behind an escape character, until they make a key. */
export class EscapeSequence {
  private text = '';

  /** `more`: the sequence is not at its end. */
  push(character: number): Key | 'more' {
    this.text += String.fromCharCode(character);
    if (/^(\[\d*|O)$/.test(this.text)) return 'more';
    return KEYS[this.text] ?? 'none';
  }
}
