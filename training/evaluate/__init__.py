"""How good outputs are, said so that a small data set cannot flatter: with anchors, intervals, N and named features."""
