"""One of the processes of a team, as `torchrun` starts it: `python team_member.py OUT PICTURES`.

Writes the gradients of a critic with its penalty and of an autoencoder, then trains a tiny model together.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch.nn import functional

from studio.art.nets.gan import make_critic
from studio.art.training.course import chance
from studio.art.training.distributed import Team, join
from studio.art.training.vae import Pair

BATCH = 16


def gradients(team: Team) -> dict[str, torch.Tensor]:
    """Of a batch of which this process sees its share; averaged over the team."""
    torch.manual_seed(0)
    critic = make_critic(net="dcgan", size=8, width=4, gray=False)
    pair = Pair(8, 4, 4)
    theirs, ours = team.wrap(critic), team.wrap(pair)
    mine = team.share(BATCH)
    x = (torch.rand(BATCH, 3, 8, 8, generator=chance(0, "x", 0)) * 2 - 1)[mine]
    noise = torch.randn(BATCH, 4, generator=chance(0, "noise", 0))[mine]
    real = x.clone().requires_grad_(True)
    yes, no = theirs(torch.cat([real, 1 - x.square()])).chunk(2)
    (slope,) = torch.autograd.grad(yes.sum(), real, create_graph=True)
    loss = functional.softplus(-yes).mean() + functional.softplus(no).mean() + slope.square().sum((1, 2, 3)).mean()
    loss.backward()
    y, mean, spread = ours(x, noise)
    ((y - x).square().mean() + 0.1 * (mean.square() + spread.exp() - 1 - spread).mean()).backward()
    named = [(f"critic.{k}", v) for k, v in critic.named_parameters()] + list(pair.named_parameters())
    return {k: v.grad for k, v in named if v.grad is not None}


def main() -> None:
    out, pictures = Path(sys.argv[1]), sys.argv[2]
    with join("cpu") as team:
        assert team.size == 2 and team.any(team.rank == 1) and not team.any(False)
        found = gradients(team)
        assert float(team.mean(torch.tensor(float(team.rank)))) == 0.5
        if team.leads:
            torch.save(found, out / "gradients.pt")
        from training_kit import run

        run("dcgan", pictures, out / "model", augment="adaptive")
        run("vae", pictures, out / "vae")
        run("stylegan", pictures, out / "stylegan", paths=2.0)


if __name__ == "__main__":
    main()
