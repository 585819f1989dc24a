"""Bring your own: folders in somebody else's layout become raw stores. One file a layout, `LAYOUTS` lists them."""
