"""The folders of pytorch-CycleGAN-and-pix2pix: aligned pictures A|B, and A and B apart for unaligned training.

    train/ val/ test/               <key>.jpg    product photo left (A), model photo right (B)
    trainA/ trainB/ valA/ ... testB/<key>.jpg    the same photos, each for itself

`--dataroot` names the folder for both kinds; `--direction BtoA` makes products from photos of people. Source: that
project's docs/datasets.md and data/aligned_dataset.py, data/unaligned_dataset.py.
"""

from pathlib import Path

from curation.exporters.pictures import Job, write_all
from curation.exporters.request import Request, Written

PHASES = {"train": "train", "validation": "val", "test": "test"}
SIZE = 256


def write(folder: Path, request: Request) -> Written:
    """Write squares of `size` pixels, and pictures twice as wide."""
    written = Written()
    samples = request.samples(written)
    jobs = []
    for sample in samples:
        phase, name = PHASES[sample.split], f"{sample.key}.jpg"
        apart = (folder / f"{phase}A" / name, folder / f"{phase}B" / name)
        jobs.append(Job(request.photos(sample), apart, folder / phase / name))
    for sample, fault in zip(samples, write_all(jobs, request.size or SIZE, request.workers, request.progress)):
        if fault:
            written.skip(sample, fault)
        else:
            written.count(sample.split, 3)
    return written
