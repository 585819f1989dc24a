"""Readers of the benchmarks as they are published, each into the same records, with the protocol its papers use."""
