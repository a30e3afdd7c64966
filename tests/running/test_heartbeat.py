"""What beats once a second in a running emulator."""

import threading

from emulator.heartbeat import Heartbeat


def test_it_beats_again_and_again_until_it_is_stopped() -> None:
    beats = threading.Semaphore(0)
    heart = Heartbeat(beats.release, seconds=0.01)
    heart.start()
    assert all(beats.acquire(timeout=30) for _ in range(3))
    heart.stop()
    heart.stop()


def test_one_that_is_stopped_before_its_first_beat_never_beats() -> None:
    beats: list[int] = []
    heart = Heartbeat(lambda: beats.append(1), seconds=3600)
    heart.start()
    heart.stop()
    assert not beats and not [each for each in threading.enumerate() if isinstance(each, threading.Timer)]
