"""How well photos find products: one evaluator for every embedder and every benchmark."""
