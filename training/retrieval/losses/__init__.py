"""What embeddings are trained with, and the guard that stops where they collapse."""
