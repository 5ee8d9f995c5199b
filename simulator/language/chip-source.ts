import { Script } from 'node:vm';
import { parseForChip, type SyntaxNode, visit } from '../../protocol/espruino-syntax';
import { refuseHoisting } from './hoisting';

/** The global function through which `eval` in a script goes, so that what it is given is checked as well. */
export const EVAL_CHECK = '__chipSource';

const MOST_SCRIPTS = 100;

/** The scripts compiled so far: the same text is checked and compiled once, however many devices run it. */
export class CompiledScripts {
  private readonly scripts = new Map<string, Script>();

  /** `text`, ready to run in a context. Throws EspruinoSyntaxError for what the chip cannot run. */
  compile(text: string): Script {
    const known = this.scripts.get(text);
    if (known) return known;
    const script = compiled(text, SCRIPT_NAME);
    if (this.scripts.size >= MOST_SCRIPTS) this.scripts.delete(this.scripts.keys().next().value as string);
    this.scripts.set(text, script);
    return script;
  }
}

/** A text that is run once. Under `name` it stands in the stack of an error. */
export function compiled(text: string, name: string): Script {
  return new Script(chipSource(text), { filename: name });
}

/** Under this name a program stands in the stack of an error. */
export const SCRIPT_NAME = 'script';
/** And a line of the console under this one. */
export const CONSOLE_NAME = 'REPL';

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * `text` rewritten, line by line, so that Node runs it as Espruino would: closures in a loop share its one variable,
 * strings hold bytes, and `eval` looks at its text first. Throws EspruinoSyntaxError for what the chip cannot run.
 */
export function chipSource(text: string): string {
  const program = parseForChip(text);
  refuseHoisting(program);
  const edits: Edit[] = [];
  visit(program, undefined, (node) => {
    edits.push(...(REWRITES[node.type]?.(node, text) ?? []));
  });
  return applied(edits, text);
}

const REWRITES: Record<string, (node: SyntaxNode, text: string) => Edit[]> = {
  ForStatement: (node) => shareLoopVariable(node, node.init),
  ForInStatement: (node) => shareLoopVariable(node, node.left),
  ForOfStatement: (node) => shareLoopVariable(node, node.left),
  Literal: byteEscapes,
  TemplateElement: byteEscapes,
  CallExpression: checkedEval,
};

/** `for (let i = 0; …) …` becomes `{let i;for (i = 0; …) …}`: one binding for all rounds, as on the chip. */
function shareLoopVariable(loop: SyntaxNode, head: SyntaxNode | null): Edit[] {
  if (head?.type !== 'VariableDeclaration' || head.kind === 'var') return [];
  const names = head.declarations.map((one: SyntaxNode) => one.id.name).join();
  return [
    { start: loop.start, end: loop.start, text: `{let ${names};` },
    { start: head.start, end: head.start + head.kind.length, text: '' },
    { start: loop.end, end: loop.end, text: '}' },
  ];
}

/** The chip keeps the low byte of a character: "\u20ac" is "\xac" there. */
function byteEscapes(node: SyntaxNode, text: string): Edit[] {
  const before = text.slice(node.start, node.end);
  const after = before.replace(/\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|[^u])/gi, (found, braced, plain) => {
    const code = Number.parseInt(braced ?? plain ?? '0', 16);
    return code > 0xff ? `\\x${(code & 0xff).toString(16).padStart(2, '0')}` : found;
  });
  return after === before ? [] : [{ start: node.start, end: node.end, text: after }];
}

function checkedEval(node: SyntaxNode): Edit[] {
  const [code] = node.arguments;
  if (node.callee.name !== 'eval' || !code) return [];
  return [
    { start: code.start, end: code.start, text: `${EVAL_CHECK}(` },
    { start: code.end, end: code.end, text: ')' },
  ];
}

/** Edits of one place keep their order: what closes an inner loop stands before what closes the outer one. */
function applied(edits: Edit[], text: string): string {
  let done = '';
  let from = 0;
  for (const edit of edits.sort((one, other) => one.start - other.start)) {
    done += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return done + text.slice(from);
}
