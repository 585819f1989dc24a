"""One step: every phase's losses, gradients and optimiser; then the running averages."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.device import Device
from training.losses import grad_norm
from training.methods.base import Method, Phase, Term
from training.tally import Tally


class Learner:
    """A method with its networks on a device, their optimisers and running averages."""

    def __init__(self, method: Method, device: Device, steps: int) -> None:
        """
        Args:
            method: not built yet.
            steps: of the whole run, which a decaying rate needs to know.

        Raises:
            ConfigError: the configuration and the networks do not fit.
        """
        self.method, self.device, self.steps = method, device, steps
        self.config = method.config
        self.tally = Tally(device.device)
        self.averages: dict[str, AveragedModel] = {}
        method.build()
        # A part that a network keeps frozen stays so.
        self._learning = {
            name: [weight for weight in net.parameters() if weight.requires_grad] for name, net in method.nets.items()
        }
        for name, net in method.nets.items():
            self._place(name, net)
        self.optimizers = {phase.name: self._optimizer(phase) for phase in method.phases}

    def inference_nets(self) -> dict[str, nn.Module]:
        """The networks as they are used: running averages where there are any."""
        averaged = {name: average.module for name, average in self.averages.items()}
        return {**self.method.nets, **averaged}

    def learn(self, batch: Mapping[str, Tensor], step: int) -> None:
        """Make one step."""
        self._free(*self.method.nets)
        with self.device.autocast():
            shared = self.method.prepare(batch)
        for phase in self.method.phases:
            if step % phase.every == 0:
                self._phase(phase, shared, step)
        for name, average in self.averages.items():
            average.update_parameters(self.method.nets[name])
        self.tally.end_step(step)

    def lr(self, step: int) -> float:
        """The optimisers' rate at a step."""
        return self.config.optimizer.lr * self.config.optimizer.factor(step, self.steps)

    def state(self) -> dict[str, Any]:
        """What a checkpoint must hold of all this."""
        return {
            "nets": {name: net.state_dict() for name, net in self.method.nets.items()},
            "averages": {name: average.state_dict() for name, average in self.averages.items()},
            "optimizers": {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()},
            "method_state": self.method.state(),
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave."""
        for name, net in self.method.nets.items():
            net.load_state_dict(state["nets"][name])
        for name, average in self.averages.items():
            average.load_state_dict(state["averages"][name])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])
        self.method.load_state(state["method_state"])

    def _place(self, name: str, net: nn.Module) -> None:
        """Onto the device, in the layout and with the extras that are asked for."""
        train = self.config.train
        net.to(self.device.device)
        if train.channels_last and name not in self.method.contiguous:
            net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if train.ema and name in self.method.averaged:
            average = get_ema_multi_avg_fn(train.ema)  # type: ignore[no-untyped-call]
            self.averages[name] = AveragedModel(net, multi_avg_fn=average, use_buffers=True)
        if self.device.compiled and name not in self.method.eager:
            net.compile()

    def _optimizer(self, phase: Phase) -> Optimizer:
        wanted = self.config.optimizer
        weights = [weight for name in phase.nets for weight in self._learning[name]]
        if wanted.kind == "sgd":
            return SGD(weights, wanted.lr, wanted.momentum, weight_decay=wanted.weight_decay)
        return Adam(
            weights, wanted.lr, (wanted.beta1, wanted.beta2), weight_decay=wanted.weight_decay, fused=self._fused()
        )

    def _fused(self) -> bool:
        """One pass over the weights instead of seven; where torch has it."""
        return self.device.device.type in ("cpu", "cuda")

    def _free(self, *names: str) -> None:
        """Let these networks learn and no others."""
        for name, weights in self._learning.items():
            for weight in weights:
                weight.requires_grad_(name in names)

    def _phase(self, phase: Phase, shared: Any, step: int) -> None:
        self._free(*phase.nets)
        optimizer = self.optimizers[phase.name]
        optimizer.zero_grad(set_to_none=True)
        if not self._backward(phase, shared):
            return
        weights = [weight for name in phase.nets for weight in self._learning[name] if weight.grad is not None]
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        self.device.average(gradients)
        clip = self.config.train.clip
        if clip or (step + 1) % self.config.train.log_every == 0:
            norm = grad_norm(gradients)
            self.tally.add(f"{phase.name}/grad_norm", norm)
            if clip:
                nn.utils.clip_grads_with_norm_(weights, clip, norm)
        for group in optimizer.param_groups:
            group["lr"] = self.lr(step)
        optimizer.step()

    def _backward(self, phase: Phase, shared: Any) -> bool:
        """The gradients of all terms; whether there was a term at all."""
        total: Tensor | None = None
        any_term = False
        for term in self._terms(phase, shared):
            self.tally.add(f"{phase.name}/{term.name}", term.value)
            if not term.weight:
                continue
            any_term = True
            loss = term.value * term.weight
            if phase.separate:
                loss.backward()  # type: ignore[no-untyped-call]
            else:
                total = loss if total is None else total + loss
        if total is not None:
            total.backward()  # type: ignore[no-untyped-call]
        return any_term

    def _terms(self, phase: Phase, shared: Any) -> Iterator[Term]:
        """The phase's terms in the precision asked for; backward passes stand outside it."""
        terms = self.method.losses(phase.name, shared)
        while True:
            with self.device.autocast():
                term = next(terms, None)
            if term is None:
                return
            yield term
