import { parseExpressionAt } from 'acorn';
import type { SyntaxNode } from '../../protocol/espruino-syntax';

/** The object that `text` describes, with or without quotes around its keys; undefined when it is none. Runs no code. */
export function relaxedJson(text: string): Record<string, unknown> | undefined {
  try {
    const value = dataOf(parseExpressionAt(text, 0, { ecmaVersion: 'latest' }));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function dataOf(node: SyntaxNode): unknown {
  if (node.type === 'Literal') return node.value;
  if (node.type === 'UnaryExpression' && node.operator === '-') return -Number(dataOf(node.argument));
  if (node.type === 'ArrayExpression') return node.elements.map(dataOf);
  if (node.type !== 'ObjectExpression') throw new SyntaxError(`${node.type} is no data`);
  return Object.fromEntries(
    node.properties.map((one: SyntaxNode) => [one.key.name ?? one.key.value, dataOf(one.value)]),
  );
}
