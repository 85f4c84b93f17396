import { isValue, kindAt, type Place } from './place.ts';

/** Whether a place holds an expression that is likely to give a number, and another can stand for it. */
export function isNumeric(place: Place): boolean {
  return isValue(place) && kindAt(place) === 'number';
}

/** Whether a place holds an expression that is likely to be true or false. */
export function isCondition(place: Place): boolean {
  return isValue(place) && kindAt(place) === 'boolean';
}

/** The text so that it can stand beside any operator. */
export function inParentheses(text: string): string {
  return /^[\w.]+!?$/.test(text) || withoutParentheses(text) !== text ? text : `(${text})`;
}

/** The text for a place, without parentheses of its own where the place has some already. */
export function fitted(text: string, { parent }: Place): string {
  return parent?.node.type === 'ParenthesizedExpression' ? withoutParentheses(text) : text;
}

/** The text without parentheses around the whole of it. */
export function withoutParentheses(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let open = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')') open--;
    if (open === 0) return text;
  }
  return text.slice(1, -1);
}
