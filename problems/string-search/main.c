/* Reads a text (the first line) and words (a line each), and prints where each word begins first in the text, or -1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void search(const char *text, size_t length, const char *const *words, const size_t *sizes, size_t count,
            long *places);

enum { MOST_BYTES = 1 << 22, MOST_WORDS = 1000 };
static char input[MOST_BYTES];
static const char *words[MOST_WORDS];
static size_t sizes[MOST_WORDS];
static long places[MOST_WORDS];

/* The end of the line that begins at `start`. */
static const char *end_of_line(const char *start, const char *end) {
  const char *found = memchr(start, '\n', (size_t)(end - start));
  return found ? found : end;
}

int main(void) {
  size_t length = fread(input, 1, sizeof input, stdin);
  const char *end = input + length;
  const char *text_end = end_of_line(input, end);
  size_t count = 0;
  for (const char *word = text_end + 1; word < end && count < MOST_WORDS;) {
    const char *word_end = end_of_line(word, end);
    words[count] = word;
    sizes[count++] = (size_t)(word_end - word);
    word = word_end + 1;
  }
  search(input, (size_t)(text_end - input), words, sizes, count, places);
  for (size_t i = 0; i < count; i++) printf("%ld\n", places[i]);
  return 0;
}
