import MagicString from 'magic-string';
import { nodesBelow } from '../language/javascript/node.ts';
import type { Node } from './references.ts';

/**
 * Makes a program count its own operations. `fuel` is the name of an object `{ left, end() }` in the program's scope;
 * `left` goes down by the weight of each stretch of code when it begins, and below zero `end` is called, which throws.
 *
 * An operation is a node of the syntax tree that does something: an operator, a call, a member, an assignment, a branch,
 * a pass of a loop, a call's entry. Names, literals, parentheses and commas are free, and so is what built-in functions
 * do inside. Both sides of `?:`, `&&`, `||` and `??` are counted.
 */
export function meter(source: string, program: Node, fuel: string): string {
  const text = new MagicString(source);
  new Meter(text, fuel).stretches(program.body, 0);
  return text.toString();
}

const free =
  /^(Identifier|PrivateIdentifier|Literal|TemplateElement|ThisExpression|Super|MetaProperty|Property|ParenthesizedExpression|SequenceExpression|ChainExpression|ExpressionStatement|EmptyStatement|VariableDeclaration|ClassBody|(Im|Ex)port\w+)$/;
const compound = /^(Block|If|For|ForIn|ForOf|While|DoWhile|Switch|Try|Labeled)Statement$/;
/** What a parameter is made of, apart from names and what is worked out. */
const pattern = /^(ObjectPattern|ArrayPattern|AssignmentPattern|RestElement|Property)$/;
const opensBody = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** Text is inserted for the inner code first, so that what ends at one place ends from the inside to the outside. */
class Meter {
  readonly #text: MagicString;
  readonly #fuel: string;

  constructor(text: MagicString, fuel: string) {
    this.#text = text;
    this.#fuel = fuel;
  }

  /** Statements that come one after another: a compound one ends a stretch, as what follows may not be reached. */
  stretches(statements: readonly Node[], entry: number, at = statements[0]?.start ?? 0) {
    let place = at;
    let weight = entry;
    for (const [index, statement] of statements.entries()) {
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
  #body(node: Node | null, entry: number) {
    if (!node) return;
    if (node.type === 'BlockStatement') return this.stretches(node.body, entry, node.start + 1);
    this.#text.appendRight(node.start, '{ ');
    this.stretches([node], entry);
    this.#text.appendLeft(node.end, ' }');
  }

  /** An expression that may run by itself, or more often than what is around it. A lone function keeps its name. */
  #expression(node: Node) {
    const weight = this.#weigh(node);
    if (weight > 0 && !opensBody.test(node.type)) this.#wrap(node, weight);
  }

  #wrap(expression: Node, weight: number) {
    this.#text.appendRight(expression.start, `(${this.#spend(weight)} && ${this.#fuel}.end(), `);
    this.#text.appendLeft(expression.end, ')');
  }

  /** The weight of what runs whenever the node does; what is inside it and may not run is counted there. */
  #weigh(node: Node | null | undefined): number {
    if (!node) return 0;
    const special = this.#special[node.type];
    if (special) return special(node);
    return (free.test(node.type) ? 0 : 1) + this.#sum(nodesBelow(node));
  }

  #sum(nodes: readonly (Node | null)[]): number {
    return nodes.reduce((sum, node) => sum + this.#weigh(node), 0);
  }

  #function = (node: Node): number => {
    for (const parameter of node.params) this.#parameter(parameter);
    if (node.body.type === 'BlockStatement') this.stretches(node.body.body, 1, node.body.start + 1);
    else this.#wrap(node.body, 1 + this.#weigh(node.body));
    return 1;
  };

  /** Values and keys inside a parameter are worked out before the function's body begins. */
  #parameter(node: Node) {
    if (node.type === 'AssignmentPattern') this.#expression(node.right);
    if (node.type === 'Property' && node.computed) this.#expression(node.key);
    for (const child of nodesBelow(node)) if (pattern.test(child.type)) this.#parameter(child);
  }

  #loop = (node: Node): number => {
    const [test, update] = [this.#weigh(node.test), this.#weigh(node.update)];
    this.#body(node.body, 1 + test + update);
    return 1 + this.#weigh(node.init) + (node.type === 'DoWhileStatement' ? 0 : test);
  };

  #loopOver = (node: Node): number => {
    this.#body(node.body, 1 + this.#weigh(node.left));
    return 1 + this.#weigh(node.right);
  };

  #member = (node: Node): number => {
    if (opensBody.test(node.value?.type)) this.#function(node.value);
    else if (node.value) this.#expression(node.value);
    return 1 + (node.computed ? this.#weigh(node.key) : 0);
  };

  readonly #special: Readonly<Record<string, (node: Node) => number>> = {
    FunctionDeclaration: this.#function,
    FunctionExpression: this.#function,
    ArrowFunctionExpression: this.#function,
    MethodDefinition: this.#member,
    PropertyDefinition: this.#member,
    StaticBlock: (node) => {
      const [first] = node.body;
      if (first) this.stretches(node.body, 1);
      return 1;
    },
    BlockStatement: (node) => {
      this.#body(node, 0);
      return 0;
    },
    LabeledStatement: (node) => this.#weigh(node.body),
    IfStatement: (node) => {
      const test = this.#weigh(node.test);
      this.#body(node.consequent, 0);
      this.#body(node.alternate, 0);
      return 1 + test;
    },
    ForStatement: this.#loop,
    WhileStatement: this.#loop,
    DoWhileStatement: this.#loop,
    ForInStatement: this.#loopOver,
    ForOfStatement: this.#loopOver,
    SwitchStatement: (node) => {
      for (const { consequent } of node.cases) this.stretches(consequent, 0);
      return 1 + this.#weigh(node.discriminant) + this.#sum(node.cases.map((branch: Node) => branch.test));
    },
    TryStatement: (node) => {
      for (const block of [node.block, node.handler?.body, node.finalizer]) this.#body(block, 0);
      return 1 + this.#weigh(node.handler?.param);
    },
  };
}
