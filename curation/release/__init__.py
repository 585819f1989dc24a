"""Build -> release: a versioned folder that explains itself and can be checked offline."""
