/** Whether a text in Python defines a function outside all others. It is found without a parser. */
export function defines(text: string, name: string): boolean {
  return new RegExp(`^(async[ \\t]+)?def[ \\t]+${name}\\b`, 'm').test(text);
}

/** The whole text of such a function. */
export function definitionOf(text: string, name: string): string | undefined {
  return new RegExp(`^def[ \\t]+${name}\\b.*\\n(?:[ \\t#)].*\\n?|\\n)*`, 'm').exec(text)?.[0].trimEnd();
}
