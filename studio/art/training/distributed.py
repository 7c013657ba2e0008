"""Several processes that train one net: torch's own DistributedDataParallel, started by `torchrun`.

`torchrun --nproc-per-node 4 -m studio train ...` sets RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT. Every
process makes the whole batch's chance and takes its own part of it, so that the mean of the gradients is that of one
process with the whole batch. All decide together whether to stop: one that stopped alone would leave the others waiting.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn

from studio.core.errors import UserError

M = TypeVar("M", bound=nn.Module)

PATIENCE = timedelta(minutes=30)
"""How long the others wait for one: the first prepares the pictures alone."""


@dataclass(frozen=True)
class Team:
    """Who trains along. Alone, all of it does nothing. `device` is this process's own."""

    device: str
    rank: int = 0
    size: int = 1
    control: Any = None

    @property
    def leads(self) -> bool:
        """Whether this process tells, samples and saves."""
        return self.rank == 0

    def share(self, batch: int) -> slice:
        """This process's part of a batch: neighbors stay together. Raises `UserError` where it does not divide."""
        if batch % self.size:
            raise UserError(f"A batch of {batch} cannot be shared by {self.size} processes: choose a multiple.")
        part = batch // self.size
        return slice(self.rank * part, (self.rank + 1) * part)

    def wrap(self, net: nn.Module, *, partly: bool = False) -> nn.Module:
        """The net whose gradients are averaged over the team. Only for calls whose gradients are wanted, and to be kept
        until they are there. `partly`: not every call uses all of its weights."""
        if self.size == 1:
            return net
        from torch.nn.parallel import DistributedDataParallel

        return DistributedDataParallel(net, find_unused_parameters=partly)

    def mean(self, value: Tensor) -> Tensor:
        """Of all members."""
        if self.size == 1:
            return value
        total = value.detach().clone()
        distributed.all_reduce(total)
        return total / self.size

    def any(self, said: bool) -> bool:
        """Whether any member says yes."""
        if self.size == 1:
            return said
        flag = torch.tensor([float(said)])
        distributed.all_reduce(flag, distributed.ReduceOp.MAX, group=self.control)
        return bool(flag.item())

    def wait(self) -> None:
        """Until all are here."""
        self.any(False)


@contextmanager
def join(device: str) -> Iterator[Team]:
    """The team that `torchrun` started, or a team of one on `device`."""
    size, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    if size == 1:
        yield Team(device)
        return
    if not distributed.is_available():
        raise UserError("This torch cannot train with several processes.")
    if device.startswith("cuda"):
        device = f"cuda:{int(os.environ.get('LOCAL_RANK', '0')) % torch.cuda.device_count()}"
        torch.cuda.set_device(device)
    if distributed.is_initialized():  # a second training of the same processes
        yield Team(device, rank, size, distributed.new_group(backend="gloo", timeout=PATIENCE))
        return
    distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo", timeout=PATIENCE)
    try:
        # What the members say to each other lies on the processor and must not wait for a graphics card.
        control = distributed.new_group(backend="gloo", timeout=PATIENCE)
        yield Team(device, rank, size, control)
    finally:
        distributed.destroy_process_group()
