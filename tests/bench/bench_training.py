"""Images a second: the preset `fast` beside a plain hand-written loop of the same networks; and, with a GPU, a table.

Both train pix2pix's U-Net-256 and PatchGAN-70 on the same pairs of the drawn world. The plain loop is what a script
does: one pair a step, decoded from its JPEGs each time, single precision, the discriminator before the generator.
BENCH_SIZE=128 halves the sides, for a machine without patience.
"""

import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from curation.pixels import decode
from scrapers.demo.catalogue import catalogue
from scrapers.demo.export import export
from training.config import Config
from training.data.cache import resized
from training.data.source import read_table
from training.fit import fit
from training.nets.patch import Patch
from training.nets.unet import UNet
from training.preset import preset, presets
from training.run import Run

SIZE = int(os.environ.get("BENCH_SIZE", "256"))
PLAIN_STEPS = 12
FAST_STEPS = 4


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    """200 drawn products, photos of 277x400."""
    root = tmp_path_factory.mktemp("training")
    export(catalogue(200), root)
    return root / "build/fashion"


def bench_fast_beside_a_plain_loop(build, tmp_path):
    plain = _plain(build)
    sizes = [f"data.height={SIZE}", f"data.width={SIZE}", "train.validate_items=1"]
    config = preset("pix2pix/fast").with_settings(sizes)
    report = _run(config, build, tmp_path / "fast", FAST_STEPS)
    threads, capability = torch.get_num_threads(), torch.backends.cpu.get_cpu_capability()
    print(f"\npix2pix, {SIZE}x{SIZE}, {threads} threads of a CPU with {capability}")
    print(f"plain loop, batch 1, fp32      {plain:6.2f} images/s")
    print(
        f"pix2pix/fast, batch {config.train.batch}, {report['precision']}     {report['images_per_s']:6.2f} images/s  "
        f"{report['images_per_s'] / plain:.2f}x, waiting for data {report['data_wait']:.2%}"
    )


@pytest.mark.cuda
def bench_every_preset_on_a_gpu(build, tmp_path):
    print(f"\n{torch.cuda.get_device_name()}, images a second")
    for name in (*presets("pix2pix"), *presets("pldt")):
        for batch, precision, compiled in itertools.product((1, 8, 32), ("fp32", "bf16"), ("off", "on")):
            if name.startswith("pldt") and batch == 1:
                continue  # one code has no variance for a batch norm
            settings = [f"train.batch={batch}", f"train.precision={precision}", f"train.compile={compiled}"]
            folder = tmp_path / f"{name.replace('/', '-')}-{batch}-{precision}-{compiled}"
            # The first steps compile and choose algorithms; the second call's speed counts.
            report = _run(preset(name).with_settings(settings), build, folder, 40, warm=20)
            print(f"{name:18} batch {batch:2}  {precision}  compile {compiled:3}  {report['images_per_s']:8.1f}")


def _run(config: Config, build: Path, folder: Path, steps: int, warm: int = 0) -> dict:
    from training.fit import resume

    settings = [f"train.steps={warm + steps}", "train.validate_every=100000", "train.sample_every=100000"]
    run = Run(folder)
    report = fit(config.with_settings(settings), build, run, until=warm or None)
    return resume(run) if warm else report


def _plain(build: Path) -> float:
    """Images a second of the plain loop; the first step, which allocates, is not counted."""
    torch.manual_seed(0)
    generator, judge = UNet(size=SIZE), Patch()
    of_generator = torch.optim.Adam(generator.parameters(), 2e-4, (0.5, 0.999))
    of_judge = torch.optim.Adam(judge.parameters(), 2e-4, (0.5, 0.999))
    began = 0.0
    for step, (src, tgt) in zip(range(PLAIN_STEPS + 1), _decoded(build)):
        if step == 1:
            began = time.perf_counter()
        fake = generator(src)
        of_judge.zero_grad()
        real_seen, fake_seen = judge(torch.cat([src, tgt], 1)), judge(torch.cat([src, fake.detach()], 1))
        ones, zeros = torch.ones_like(real_seen), torch.zeros_like(real_seen)
        (0.5 * (bce(real_seen, ones) + bce(fake_seen, zeros))).backward()
        of_judge.step()
        of_generator.zero_grad()
        judge.requires_grad_(False)
        (bce(judge(torch.cat([src, fake], 1)), ones) + 100 * (fake - tgt).abs().mean()).backward()
        judge.requires_grad_(True)
        of_generator.step()
    return PLAIN_STEPS / (time.perf_counter() - began)


def _decoded(build: Path) -> Iterator[tuple[Tensor, Tensor]]:
    table = read_table(build)
    for product, model in itertools.cycle(table.pairs_in("train")):
        photos = [resized(decode(table.photos[place].path), (SIZE, SIZE), "stretch") for place in (model, product)]
        src, tgt = (torch.from_numpy(photo).permute(2, 0, 1)[None].float() / 127.5 - 1 for photo in photos)
        yield src, tgt
