// EVOLVE-BLOCK-START
/** Whether a byte may continue a character. */
function follows(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}

/** The number of bytes at the beginning that are well-formed UTF-8, in whole characters. */
export function validate(bytes: Uint8Array, length: number): number {
  let i = 0;
  while (i < length) {
    const first = bytes[i]!;
    if (first <= 0x7f) {
      i += 1;
      continue;
    }
    let size = 0;
    let point = 0;
    if (first >= 0xc0 && first <= 0xdf) {
      size = 2;
      point = first & 0x1f;
    } else if (first >= 0xe0 && first <= 0xef) {
      size = 3;
      point = first & 0x0f;
    } else if (first >= 0xf0 && first <= 0xf7) {
      size = 4;
      point = first & 0x07;
    } else {
      return i;
    }
    if (i + size > length) return i;
    for (let k = 1; k < size; k++) {
      if (!follows(bytes[i + k])) return i;
      point = (point << 6) | (bytes[i + k]! & 0x3f);
    }
    if (size === 2 && point < 0x80) return i;
    if (size === 3 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) return i;
    if (size === 4 && (point < 0x10000 || point > 0x10ffff)) return i;
    i += size;
  }
  return length;
}
// EVOLVE-BLOCK-END
