"""Networks: `nn.Module`s only. What trains them lies in `training`, what paints with them in `generators`."""
