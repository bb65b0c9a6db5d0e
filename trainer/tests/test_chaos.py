"""The short form of `npm run test:chaos`: kills in training, while a checkpoint or the result is written."""

import chaos


def test_a_training_that_is_killed_again_and_again_ends_in_the_model_of_one_that_was_not(
    request_of, run, tmp_path, capsys
):
    request, kinds = request_of(**chaos.SETTINGS), [chaos.TRAINING, chaos.CHECKPOINT, chaos.RESULT]
    expected = chaos.fingerprint(run("train", request).out)
    same = chaos.survive(tmp_path, request, expected, kinds, seed=7)
    said = capsys.readouterr().out
    assert same, said
    assert all(f", {kind}: " in said for kind in kinds), said
