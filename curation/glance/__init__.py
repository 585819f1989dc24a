"""All that a run wants to know of a photo, from opening it once.

Whichever stage comes to a photo first has everything found out of it that later ones will ask (`wanted`, `look`), and
what was found is kept by the photo's bytes (`cache`); `glances` is what the stages ask.
"""
