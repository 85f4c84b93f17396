import { isValue, kindAt, type Place } from './place.ts';

/** Whether a place holds an expression that is likely to be a number, and that another expression can replace. */
export function isNumeric(place: Place): boolean {
  return isValue(place) && kindAt(place) === 'number';
}

/** The same for an expression that is likely to be true or false. */
export function isCondition(place: Place): boolean {
  return isValue(place) && kindAt(place) === 'boolean';
}

/** The text, in parentheses where it could not stand beside every operator without. */
export function inParentheses(text: string): string {
  return /^[\w.]+!?$/.test(text) || withoutParentheses(text) !== text ? text : `(${text})`;
}

/** The text for a place, without its outer parentheses where the place has some already. */
export function fitted(text: string, { parent }: Place): string {
  return parent?.node.type === 'ParenthesizedExpression' ? withoutParentheses(text) : text;
}

/** The text without a pair of parentheses that encloses all of it. */
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
