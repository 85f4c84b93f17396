#include <stddef.h>
#include <string.h>

// EVOLVE-BLOCK-START
/* Where a word begins first in the text, or -1. */
static long find(const char *text, size_t length, const char *word, size_t size) {
  for (size_t start = 0; start + size <= length; start++) {
    size_t same = 0;
    while (same < size && text[start + same] == word[same]) same++;
    if (same == size) return (long)start;
  }
  return -1;
}

/* Finds all words in one text. */
void search(const char *text, size_t length, const char *const *words, const size_t *sizes, size_t count,
            long *places) {
  for (size_t i = 0; i < count; i++) places[i] = find(text, length, words[i], sizes[i]);
}
// EVOLVE-BLOCK-END
