"""Photos and their facts, from a build or a release to batches on a device."""
