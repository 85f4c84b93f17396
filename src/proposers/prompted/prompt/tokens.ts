/**
 * An upper estimate of the tokens of a text: one for three ASCII characters, and one for each other character.
 * Tokenizers of current models make a token of 3.2 to 4 characters of code, so a prompt that fits by this estimate fits.
 */
export function estimateTokens(text: string): number {
  let plain = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 128) plain++;
  return Math.ceil(plain / 3) + (text.length - plain);
}
