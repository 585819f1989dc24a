"""The network's last layer, fitted again to what people decided.

`evidence` says what each decision tells of which photo, `fit` moves the layer, `check` measures before and after on
products that were left out, `layer` is what is kept, `learn` does all of it for a dataset.
"""
