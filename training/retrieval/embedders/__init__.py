"""From photos to unit vectors: every embedder behind one interface, so that everything else asks none which it is."""
