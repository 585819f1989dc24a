"""Which shot a photo is: full front, back, crop, detail, packshot; with its probability and who says so.

The way through, most trusted first: a person's review, the store's word (`words`), the network (`network`), the
silhouette (`outline`). `judge` weighs them for one photo, `stage` does so for a whole build.
"""
