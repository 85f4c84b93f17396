"""Compares the places that a program printed with the right ones, and exits with a reason if one is wrong.

Usage: judge.py INPUT OUTPUT
"""

import sys

_, given, printed = sys.argv
with open(given) as file:
    text, *words = file.read().splitlines()
with open(printed, errors="replace") as file:
    places = file.read().splitlines()
if len(places) != len(words):
    sys.exit(f"{len(places)} lines were printed for {len(words)} words")
for word, place in zip(words, places):
    if place != str(text.find(word)):
        sys.exit(f"{word} begins first at {text.find(word)}, not at {place[:40]}")
