"""Hand a build to other people's tools: folders in their layout. One file a layout, `LAYOUTS` lists them."""
