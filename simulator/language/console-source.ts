import { parse } from 'acorn';
import type { SyntaxNode } from '../../protocol/espruino-syntax';

/**
 * A line of the console rewritten so that it has Espruino's value and scope: `let a = 1` may be said twice and shows its
 * value, as every declaration does. A line that is no JavaScript stays as it is, for others to refuse.
 */
export function consoleSource(line: string): string {
  const statements = statementsOf(line);
  const scoped = statements.filter(isScoped).reduce(withVar, line);
  const name = declaredLast(statements.at(-1));
  return name === undefined ? scoped : `${scoped}\n;${name}`;
}

function statementsOf(line: string): SyntaxNode[] {
  try {
    return parse(line, { ecmaVersion: 'latest' }).body;
  } catch {
    return [];
  }
}

function isScoped(statement: SyntaxNode): boolean {
  return statement.type === 'VariableDeclaration' && statement.kind !== 'var';
}

/** The length stays, so that the places of all other statements do. */
function withVar(line: string, { start, kind }: SyntaxNode): string {
  return line.slice(0, start) + 'var'.padEnd(kind.length) + line.slice(start + kind.length);
}

function declaredLast(statement: SyntaxNode | undefined): string | undefined {
  if (statement?.type === 'VariableDeclaration') return statement.declarations.at(-1).id.name;
  return /Declaration$/.test(statement?.type ?? '') ? statement?.id.name : undefined;
}
