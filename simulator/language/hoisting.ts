import { childrenOf, EspruinoSyntaxError, lineOf, type SyntaxNode } from '../../protocol/espruino-syntax';

/**
 * Throws EspruinoSyntaxError where a function is used above its declaration: Espruino does not hoist, it defines a
 * function when it comes past it. Uses inside of other functions run later and are fine.
 */
export function refuseHoisting(node: SyntaxNode): void {
  if (node.type === 'Program') refuseEarlyUse(node.body);
  if (isFunction(node) && node.body.type === 'BlockStatement') refuseEarlyUse(node.body.body);
  for (const child of childrenOf(node)) refuseHoisting(child);
}

function refuseEarlyUse(statements: SyntaxNode[]): void {
  const lastDeclaration = new Map<string, number>();
  statements.forEach((statement, index) => {
    if (statement.type === 'FunctionDeclaration') lastDeclaration.set(statement.id.name, index);
  });
  if (lastDeclaration.size === 0) return;
  const isDefined = new Set<string>();
  statements.forEach((statement, index) => {
    if (statement.type === 'FunctionDeclaration') isDefined.add(statement.id.name);
    for (const use of usesAtOnce(statement, new Set())) {
      const declaredAt = lastDeclaration.get(use.name);
      if (declaredAt === undefined || declaredAt < index || isDefined.has(use.name)) continue;
      throw new EspruinoSyntaxError(`${use.name} is used above its declaration`, lineOf(use));
    }
  });
}

/** The variables that run when `node` runs; what a block declares itself is its own. */
function usesAtOnce(node: SyntaxNode, ownNames: Set<string>): SyntaxNode[] {
  if (isFunction(node)) return [];
  if (node.type === 'Identifier') return ownNames.has(node.name) ? [] : [node];
  const declared = declaredIn(node);
  const inner = declared.length === 0 ? ownNames : new Set([...ownNames, ...declared]);
  return childrenOf(node)
    .filter((child) => !isOnlyAName(child, node))
    .flatMap((child) => usesAtOnce(child, inner));
}

function declaredIn(node: SyntaxNode): string[] {
  if (node.type === 'CatchClause') return node.param ? [node.param.name] : [];
  if (node.type === 'ForStatement') return namesOf(node.init);
  if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') return namesOf(node.left);
  return node.type === 'BlockStatement' ? node.body.flatMap(namesOf) : [];
}

function namesOf(node: SyntaxNode | null): string[] {
  if (node?.type !== 'VariableDeclaration') return [];
  return node.declarations.map((one: SyntaxNode) => one.id.name);
}

/** A property name or the name being declared is no use of a variable. */
function isOnlyAName(child: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === 'MemberExpression') return child === parent.property && !parent.computed;
  if (parent.type === 'Property') return child === parent.key && !parent.shorthand;
  return parent.type === 'VariableDeclarator' && child === parent.id;
}

function isFunction(node: SyntaxNode): boolean {
  return /Function/.test(node.type) || /^Class/.test(node.type);
}
