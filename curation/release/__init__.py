"""Build -> release: a versioned folder that explains itself, can be checked offline and loads in the tools people use."""
