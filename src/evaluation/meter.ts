import type MagicString from 'magic-string';
import { forEachChild, isTypeOnly, type Node, nodeIn, nodesIn } from '../language/javascript/node.ts';

/**
 * Makes a file count its own operations. `text` holds the file without types. `fuel` is the name of an object
 * `{ left, end() }` in the program's scope: each stretch of code first subtracts its weight from `left`, and calls `end`,
 * which throws, when that is below zero.
 *
 * Operations are nodes of the syntax tree: operators, calls, members, assignments, branches, passes of a loop, entries of
 * functions. Names, literals, parentheses, commas and the work of built-in functions are free. Both sides of `?:`, `&&`,
 * `||` and `??` count.
 */
export function meter(text: MagicString, program: Node, fuel: string): void {
  new Meter(text, fuel).stretches(nodesIn(program, 'body'), 0);
}

const free =
  /^(Identifier|PrivateIdentifier|Literal|TemplateElement|ThisExpression|Super|MetaProperty|Property|ParenthesizedExpression|SequenceExpression|ChainExpression|ExpressionStatement|EmptyStatement|VariableDeclaration|ClassBody|(Im|Ex)port\w+|TS\w+)$/;
const compound = /^(Block|If|For|ForIn|ForOf|While|DoWhile|Switch|Try|Labeled)Statement$/;
/** Nodes that a parameter is made of, apart from names and evaluated expressions. */
const pattern = /^(ObjectPattern|ArrayPattern|AssignmentPattern|RestElement|Property)$/;
const opensBody = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** Inserts text for inner code first, so that inserted brackets that end at the same offset close in the right order. */
class Meter {
  readonly #text: MagicString;
  readonly #fuel: string;

  constructor(text: MagicString, fuel: string) {
    this.#text = text;
    this.#fuel = fuel;
  }

  /** Consecutive statements: a compound one ends a stretch, as the code after it may not be reached. */
  stretches(statements: readonly Node[], entry: number, at = statements[0]?.start ?? 0) {
    let place = at;
    let weight = entry;
    for (const [index, statement] of statements.entries()) {
      if (isTypeOnly(statement)) continue;
      weight += this.#weigh(statement);
      if (!compound.test(statement.type)) continue;
      this.#count(place, weight);
      place = statements[index + 1]?.start ?? place;
      weight = 0;
    }
    this.#count(place, weight);
  }

  #count(place: number, weight: number) {
    if (weight > 0) this.#text.appendRight(place, `if (${this.#spend(weight)}) ${this.#fuel}.end(); `);
  }

  #spend(weight: number): string {
    return `(${this.#fuel}.left -= ${weight}) < 0`;
  }

  /** A statement's body: a block, or one statement that becomes a block. */
  #body(node: Node | undefined, entry: number) {
    if (!node) return;
    if (node.type === 'BlockStatement') return this.stretches(nodesIn(node, 'body'), entry, node.start + 1);
    this.#text.appendRight(node.start, '{ ');
    this.stretches([node], entry);
    this.#text.appendLeft(node.end, ' }');
  }

  /** An expression that may run separately from the code around it, or more often. A lone function keeps its name. */
  #expression(node: Node | undefined) {
    const weight = this.#weigh(node);
    if (node && weight > 0 && !opensBody.test(node.type)) this.#wrap(node, weight);
  }

  #wrap(expression: Node, weight: number) {
    this.#text.appendRight(expression.start, `(${this.#spend(weight)} && ${this.#fuel}.end(), `);
    this.#text.appendLeft(expression.end, ')');
  }

  /** The weight of the code that runs whenever the node does; parts that may not run count themselves. */
  #weigh(node: Node | undefined): number {
    if (!node) return 0;
    const special = this.#special[node.type];
    if (special) return special(node);
    let weight = free.test(node.type) ? 0 : 1;
    forEachChild(node, (child) => {
      weight += this.#weigh(child);
    });
    return weight;
  }

  #weighIn(node: Node, ...fields: readonly string[]): number {
    return fields.reduce((sum, field) => sum + this.#weigh(nodeIn(node, field)), 0);
  }

  #function = (node: Node): number => {
    for (const parameter of nodesIn(node, 'params')) this.#parameter(parameter);
    const body = nodeIn(node, 'body');
    if (body?.type === 'BlockStatement') this.stretches(nodesIn(body, 'body'), 1, body.start + 1);
    else if (body) this.#wrap(body, 1 + this.#weigh(body));
    return 1;
  };

  /** Values and keys inside a parameter are evaluated before the function's body begins. */
  #parameter(node: Node) {
    if (node.type === 'AssignmentPattern') this.#expression(nodeIn(node, 'right'));
    if (node.type === 'Property' && node.computed) this.#expression(nodeIn(node, 'key'));
    forEachChild(node, (child) => {
      if (pattern.test(child.type)) this.#parameter(child);
    });
  }

  #loop = (node: Node): number => {
    const [test, update] = [this.#weighIn(node, 'test'), this.#weighIn(node, 'update')];
    this.#body(nodeIn(node, 'body'), 1 + test + update);
    return 1 + this.#weighIn(node, 'init') + (node.type === 'DoWhileStatement' ? 0 : test);
  };

  #loopOver = (node: Node): number => {
    this.#body(nodeIn(node, 'body'), 1 + this.#weighIn(node, 'left'));
    return 1 + this.#weighIn(node, 'right');
  };

  #member = (node: Node): number => {
    const value = nodeIn(node, 'value');
    if (value && opensBody.test(value.type)) this.#function(value);
    else this.#expression(value);
    return 1 + (node.computed ? this.#weighIn(node, 'key') : 0);
  };

  readonly #special: Readonly<Record<string, (node: Node) => number>> = {
    FunctionDeclaration: this.#function,
    FunctionExpression: this.#function,
    ArrowFunctionExpression: this.#function,
    MethodDefinition: this.#member,
    PropertyDefinition: this.#member,
    StaticBlock: (node) => {
      const statements = nodesIn(node, 'body');
      if (statements.length > 0) this.stretches(statements, 1);
      return 1;
    },
    BlockStatement: (node) => {
      this.#body(node, 0);
      return 0;
    },
    LabeledStatement: (node) => this.#weighIn(node, 'body'),
    IfStatement: (node) => {
      const test = this.#weighIn(node, 'test');
      this.#body(nodeIn(node, 'consequent'), 0);
      this.#body(nodeIn(node, 'alternate'), 0);
      return 1 + test;
    },
    ForStatement: this.#loop,
    WhileStatement: this.#loop,
    DoWhileStatement: this.#loop,
    ForInStatement: this.#loopOver,
    ForOfStatement: this.#loopOver,
    SwitchStatement: (node) => {
      const cases = nodesIn(node, 'cases');
      for (const branch of cases) this.stretches(nodesIn(branch, 'consequent'), 0);
      return cases.reduce(
        (sum, branch) => sum + this.#weighIn(branch, 'test'),
        1 + this.#weighIn(node, 'discriminant'),
      );
    },
    TryStatement: (node) => {
      const handler = nodeIn(node, 'handler');
      for (const block of [nodeIn(node, 'block'), nodeIn(handler, 'body'), nodeIn(node, 'finalizer')])
        this.#body(block, 0);
      return 1 + this.#weigh(nodeIn(handler, 'param'));
    },
  };
}
