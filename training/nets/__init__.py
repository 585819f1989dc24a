"""Networks of the methods: each file imports torch only, each constructor takes plain numbers and words.

What a constructor was given is what a weights file carries, so that loading needs nothing but the path.
"""
