"""What `curate verify` looks at, one file each; a check gives a line for each fault, and nothing for none."""
