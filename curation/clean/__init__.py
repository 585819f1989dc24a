"""Which photos are fit for use: measured once each (`measure`), judged by one cheap check a file (`checks`).

Copies are found by perceptual hash (`phash`, `candidates`) and verified by laying the two photos over each other
(`compare`), since white packshots of different articles have like hashes. `stage` does all that for a build.
"""
