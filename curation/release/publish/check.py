"""Whether a release may leave the house."""
