"""Styles on moving pictures: what was painted on one frame is carried into the next, so that nothing flickers."""
