"""The broker of plain files serves the queue that is named first, whatever else waits."""

import pytest
from kombu import Connection, Consumer, Producer, Queue

QUICK, LONG = Queue("quick"), Queue("long")


@pytest.fixture
def connection(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("folder://localhost", transport_options=options) as made:
        yield made


def send(connection, queue, words):
    Producer(connection.channel()).publish(words, routing_key=queue.name, serializer="json", declare=[queue])


def test_short_work_is_next_though_long_work_came_first(connection):
    for queue, words in ((LONG, "a"), (LONG, "b"), (QUICK, "c"), (LONG, "d"), (QUICK, "e")):
        send(connection, queue, words)
    served = []
    with Consumer(
        connection.channel(), [QUICK, LONG], callbacks=[lambda body, message: (served.append(body), message.ack())]
    ):
        for _ in range(5):
            connection.drain_events(timeout=2)
    assert sorted(served[:2]) == ["c", "e"], "two of one queue sent within one millisecond have no order"
    assert sorted(served[2:]) == ["a", "b", "d"]
