/**
 * Tokens of a text, estimated from above: three plain characters a token, one for each other character. Tokenizers of
 * current models need 3.2 to 4 characters of code for one, so a prompt that fits by this estimate fits.
 */
export function estimateTokens(text: string): number {
  let plain = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 128) plain++;
  return Math.ceil(plain / 3) + (text.length - plain);
}
