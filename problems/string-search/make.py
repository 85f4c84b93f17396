"""Prints a text of letters and the words to find in it: first the text, then a word per line.

Usage: make.py SEED
"""

import random
import sys

LENGTH, WORDS = 400_000, 120

chance = random.Random(int(sys.argv[1]))
# Few letters and repeated phrases, so that many places begin like a word.
letters = "etaoinsr"[: chance.choice([2, 4, 8])]
phrases = ["".join(chance.choices(letters, k=chance.randint(3, 40))) for _ in range(60)]
text = ""
while len(text) < LENGTH:
    text += chance.choice(phrases) if chance.random() < 0.8 else chance.choice(letters)
text = text[:LENGTH]


def word():
    """A part of the text, in half of the cases with another last letter, so that it is probably absent."""
    size = chance.randint(8, 64)
    start = chance.randrange(LENGTH - size)
    part = text[start : start + size]
    return part if chance.random() < 0.5 else part[:-1] + chance.choice(letters)


print(text)
for _ in range(WORDS):
    print(word())
