const ESCAPES: Record<string, string> = {
  '\n': '\\n',
  '\t': '\\t',
  '\b': '\\b',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
  '"': '\\"',
};

/** A text as the console shows it: in double quotes, what cannot be printed as \\n, \\7 or \\xE9. Source: escapeCharacter in src/jsutils.c. */
export function quoted(text: string): string {
  const escaped = text.replace(/[^ !#-[\]-~]/g, (character, index: number) => {
    const code = character.charCodeAt(0) & 0xff;
    if (ESCAPES[character]) return ESCAPES[character];
    if (code < 8 && !/[0-7]/.test(text[index + 1] ?? '')) return `\\${code}`;
    return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}
