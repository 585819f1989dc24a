"""Hugging Face's `imagefolder`: two pictures a row, `product` and `model`, and what is known of the product.

    <split>/metadata.jsonl      product_file_name, model_file_name, store, id, category, ...
    <split>/product/<key>.jpg
    <split>/model/<key>.jpg

Loaded by `load_dataset("imagefolder", data_dir=...)`. JSON lines rather than CSV: a column that is empty in one split
stays text. Source: https://huggingface.co/docs/datasets/image_dataset
"""

import json
from collections.abc import Sequence
from pathlib import Path

from curation.exporters.pictures import Job, write_all
from curation.exporters.request import Request, Written
from curation.exporters.samples import Sample, by_split, facts
from curation.workspace import atomic_write


def write(folder: Path, request: Request) -> Written:
    """Write the photos and a metadata file for each split; without a size the photos keep their bytes and suffix."""
    written = Written()
    samples = request.samples(written)
    names = [_names(sample, request.size) for sample in samples]
    jobs = [
        Job(request.photos(sample), tuple(folder / sample.split / name for name in pair))
        for sample, pair in zip(samples, names)
    ]
    faults = write_all(jobs, request.size, request.workers, request.progress)
    kept: list[Sample] = []
    files: dict[str, tuple[str, str]] = {}
    for sample, pair, fault in zip(samples, names, faults):
        if fault:
            written.skip(sample, fault)
        else:
            written.count(sample.split, 2)
            kept.append(sample)
            files[sample.key] = pair
    for split, part in by_split(kept).items():
        _metadata(folder / split / "metadata.jsonl", part, files)
    return written


def _names(sample: Sample, size: int | None) -> tuple[str, str]:
    """Where the two photos of a pair go below their split."""
    return (
        f"product/{sample.key}{_suffix(sample.pair.product_image, size)}",
        f"model/{sample.key}{_suffix(sample.pair.model_image, size)}",
    )


def _suffix(path: str, size: int | None) -> str:
    return ".jpg" if size else Path(path).suffix


def _metadata(path: Path, samples: Sequence[Sample], files: dict[str, tuple[str, str]]) -> None:
    with atomic_write(path, "w") as file:
        for sample in samples:
            product, model = files[sample.key]
            row = {"product_file_name": product, "model_file_name": model, **facts(sample)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
