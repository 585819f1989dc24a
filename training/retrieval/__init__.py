"""Finding the product on a photo: embedders, the losses that train them, readers of the benchmarks, one evaluator."""
