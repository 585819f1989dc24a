"""Train, validation and test without leakage, and so that new products never move old ones.

What shares an article, a photo or a copy of one is tied together (`links`); a product goes with its group (`assign`);
`leaks` checks any split, whoever made it; `stage` does it for a build.
"""
