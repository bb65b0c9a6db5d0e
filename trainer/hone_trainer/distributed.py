"""Training on several GPUs of a machine, a process each: started by `launch.py`, or by `torchrun`.

Every rank computes its share of each batch's rows and adds its gradients to the others', so that N ranks take the step
that one would take. Rank 0 alone evaluates, saves and speaks. Gradients travel in one piece after the backward pass:
DistributedDataParallel would hide that time, but needs the model's own forward pass, which `bert.py` replaces.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import torch
from torch import distributed

from hone_trainer.errors import InvalidInput

WAIT = timedelta(hours=2)  # for rank 0, while it evaluates or saves


@dataclass(frozen=True)
class Ranks:
    """This process among `count`. Alone it is rank 0 of 1, and nothing is sent."""

    rank: int = 0
    count: int = 1

    def share(self, weights: torch.Tensor) -> tuple[np.ndarray, torch.Tensor]:
        """Places in a batch that are this rank's, and their weights. With fewer rows than ranks, a row of weight 0."""
        places = np.arange(self.rank, len(weights), self.count)  # every n-th: rows of a batch are sorted by length
        return (places, weights[places]) if len(places) else (np.zeros(1, np.int64), torch.zeros(1))

    def add_up(self, parameters: Iterable[torch.nn.Parameter], loss: torch.Tensor) -> None:
        """Puts the sums over all ranks into the gradients and the loss."""
        if self.count == 1:
            return
        parts = [loss, *(one.grad for one in parameters if one.grad is not None)]
        flat = torch.cat([part.reshape(-1) for part in parts])
        distributed.all_reduce(flat)
        for part, summed in zip(parts, flat.split([part.numel() for part in parts]), strict=True):
            part.copy_(summed.view_as(part))

    def any(self, flag: bool) -> bool:
        """Whether it is so on any rank. All ranks must ask: it is where they wait for each other, too."""
        if self.count == 1:
            return flag
        flags = torch.tensor(int(flag))  # on the CPU: a GPU need not be waited for
        distributed.all_reduce(flags, distributed.ReduceOp.MAX)
        return bool(flags)

    def seed_step(self, seed: int, step: int) -> None:
        """Other ranks draw dropout from seed, rank and step, so that a checkpoint holds rank 0's generator only."""
        if self.rank > 0:
            torch.manual_seed(int(np.random.SeedSequence([seed, self.rank, step]).generate_state(1, np.uint64)[0]))

    def leave(self) -> None:
        if self.count > 1:
            distributed.destroy_process_group()


def join(device: torch.device) -> Ranks:
    """Meets the other ranks that RANK, WORLD_SIZE, MASTER_ADDR … speak of; takes the GPU of LOCAL_RANK."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return Ranks()
    if device.type == "cuda":
        place, found = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
        if place >= found:
            raise InvalidInput("hints.processes", place + 1, f"There are {found} GPUs here: use at most as many.")
        torch.cuda.set_device(place)
    backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo"
    distributed.init_process_group(backend, timeout=WAIT)
    return Ranks(distributed.get_rank(), distributed.get_world_size())
