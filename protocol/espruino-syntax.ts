import { type Node, type Program, parse } from 'acorn';

/** The chip's interpreter cannot run `construct`; it stands in `line` of the script, what is no JavaScript at `column` (from 1). */
export class EspruinoSyntaxError extends Error {
  constructor(
    readonly construct: string,
    readonly line: number,
    readonly column?: number,
  ) {
    const place = column === undefined ? `line ${line}` : `line ${line}, column ${column}`;
    super(`${construct} in ${place}: the interpreter on the chip cannot run it`);
    this.name = 'EspruinoSyntaxError';
  }
}

/** A syntax node with all that its type may carry. */
export interface SyntaxNode extends Node {
  // biome-ignore lint/suspicious/noExplicitAny: which fields there are depends on `type`; the rules below ask first
  [field: string]: any;
}

/**
 * The syntax tree of `script`. Throws EspruinoSyntaxError for what is no JavaScript, and for JavaScript that Espruino
 * rejects or silently runs otherwise. Source: every rule was seen to fail on the interpreter itself, release 2v29.
 */
export function parseForChip(script: string): Program {
  const program = parseJavaScript(script);
  visit(program, undefined, (node, parent) => {
    const construct = RULES[node.type]?.(node, parent ?? program);
    if (construct) throw new EspruinoSyntaxError(construct, lineOf(node));
  });
  return program;
}

/** Calls `enter` for `node` and everything below it, parents first. */
export function visit(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  enter: (node: SyntaxNode, parent?: SyntaxNode) => void,
): void {
  enter(node, parent);
  for (const child of childrenOf(node)) visit(child, node, enter);
}

/** The nodes directly below `node`, in the order in which they stand in the script. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const name in node) {
    const value = node[name];
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}

/** The line of `node`, from 1. */
export function lineOf(node: SyntaxNode): number {
  return node.loc?.start.line ?? 0;
}

function parseJavaScript(script: string): Program {
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType: 'script', locations: true, allowHashBang: false });
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    const construct = message.replace(/ \(\d+:\d+\)$/, ''); // the place, its column counted from 0
    throw new EspruinoSyntaxError(construct, loc?.line ?? 1, (loc?.column ?? 0) + 1);
  }
}

type Rule = (node: SyntaxNode, parent: SyntaxNode) => string | false | undefined;

const functionRule: Rule = (node) => (node.async && 'an async function') || (node.generator && 'a generator');
const BYTES_ONLY = /^[\x20-\x7e]*$/;
const LONGEST_NAME = 63;
const BUILT_IN = /^(Array|String|Number|Boolean|Function|Date|RegExp|Promise|Error|[A-Za-z0-9]+Array|DataView)$/;

/** What each type of node may not be; the text names the construct for a person. */
const RULES: Record<string, Rule> = {
  FunctionDeclaration: functionRule,
  FunctionExpression: functionRule,
  ArrowFunctionExpression: functionRule,
  AwaitExpression: () => 'await',
  YieldExpression: () => 'yield',
  ObjectPattern: () => 'destructuring of an object',
  ArrayPattern: () => 'destructuring of an array',
  AssignmentPattern: () => 'a default parameter',
  RestElement: () => 'a rest parameter',
  SpreadElement: () => 'spread (...)',
  ChainExpression: () => 'optional chaining (?.)',
  TaggedTemplateExpression: () => 'a tagged template',
  PrivateIdentifier: () => 'a private field (#name)',
  MetaProperty: () => 'new.target',
  ImportExpression: () => 'import()',
  LabeledStatement: () => 'a label',
  WithStatement: () => 'with',
  StaticBlock: () => 'a static block',
  AssignmentExpression: (node) =>
    (/^(\?\?|\|\||&&|\*\*)=$/.test(node.operator) && `the operator ${node.operator}`) ||
    // Espruino throws "Assignment to a constant" when an array is cut that way; of other objects the simulator cannot tell
    (node.left.property?.name === 'length' && !node.left.computed && 'an assignment to length'),
  BinaryExpression: (node) => node.operator === '**' && 'the operator **',
  Property: (node) => node.computed && 'a computed key',
  MethodDefinition: (node) => node.computed && 'a computed key',
  PropertyDefinition: (node) => node.computed && 'a computed key',
  Literal: (node) => (node.bigint && 'a BigInt') || (node.regex && regularExpressionFault(node.regex.pattern)),
  SwitchStatement: (node) =>
    node.cases.findIndex((one: SyntaxNode) => one.test === null) !== -1 &&
    node.cases.at(-1).test !== null &&
    'a case after default',
  Identifier: (node) =>
    (node.name === 'of' && 'a variable named "of"') ||
    (!BYTES_ONLY.test(node.name) && 'a name that is not ASCII') ||
    (node.name.length > LONGEST_NAME && `a name longer than ${LONGEST_NAME} characters`),
  MemberExpression: (node, parent) =>
    // built-in methods are found on instances only: [].slice.call(x) works, Array.prototype.slice is undefined
    BUILT_IN.test(node.object.object?.name) &&
    node.object.property?.name === 'prototype' &&
    !(parent.type === 'AssignmentExpression' && parent.left === node) &&
    `${node.object.object.name}.prototype.${node.property.name}`,
  ClassDeclaration: (node) => errorClassFault(node),
  ClassExpression: (node) => errorClassFault(node),
};

/** These raise no error on the chip: the expression simply never matches. */
function regularExpressionFault(pattern: string): string | false {
  return /\(\?[=!<]|\{\d+(,\d*)?\}|[*+?]\?/.test(pattern.replace(/\\./g, '')) && `the regular expression /${pattern}/`;
}

function errorClassFault(node: SyntaxNode): string | false {
  const hasConstructor = node.body.body.some((member: SyntaxNode) => member.kind === 'constructor');
  return /Error$/.test(node.superClass?.name) && hasConstructor && 'super() in a class that extends Error';
}
