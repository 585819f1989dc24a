"""The network behind `curation.shots`: EfficientNet-Lite0, its later blocks trained to tell nine shots apart.

labels (which photo is what) -> views (many pictures of each) -> early (what the frozen blocks make of them, once)
-> fit (the later blocks) -> export (one ONNX file). `python -m training.methods.shots --help`
"""
