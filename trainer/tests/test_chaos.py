"""The short form of `npm run test:chaos`: kills in training, while a checkpoint or the result is written."""

import chaos


def test_a_training_that_is_killed_again_and_again_ends_in_the_model_of_one_that_was_not(request_of, tmp_path, capsys):
    kinds = [chaos.TRAINING, chaos.CHECKPOINT, chaos.RESULT]
    same = chaos.survive(tmp_path, request_of(**chaos.SETTINGS), kinds, seed=7)
    said = capsys.readouterr().out
    assert same, said
    assert all(f", {kind}: " in said for kind in kinds), said
