"""The embedded broker under concurrent producers and consumers."""

import multiprocessing
import time
from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from kombu import Connection, Queue

from crimeportal import broker

PRODUCERS, MESSAGES = 4, 750


@pytest.fixture
def app(tmp_path: Path) -> Celery:
    app = Celery("broker_test", set_as_current=False)
    broker.configure(app, url="", folder=tmp_path)
    return app


def connection(folder: Path) -> Connection:
    app = Celery("broker_test", set_as_current=False)
    broker.configure(app, url="embedded://", folder=folder)
    return app.connection_for_write()


def produce(folder: Path, producer: int) -> None:
    with connection(folder) as link, link.SimpleQueue(Queue("work", routing_key="work")) as queue:
        for number in range(MESSAGES):
            queue.put(producer * MESSAGES + number)


def consume(folder: Path, done, received) -> None:
    numbers = []
    with connection(folder) as link, link.SimpleQueue(Queue("work", routing_key="work")) as queue:
        while True:
            finished = done.is_set()
            try:
                message = queue.get(block=False)
            except Empty:
                if finished:
                    break
                time.sleep(0)
                continue
            numbers.append(message.payload)
            message.ack()
    received.put(numbers)


def test_concurrent_consumers_receive_every_message_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    done, received = context.Event(), context.Queue()
    producers = [context.Process(target=produce, args=(tmp_path, n)) for n in range(PRODUCERS)]
    consumers = [context.Process(target=consume, args=(tmp_path, done, received)) for _ in range(3)]
    for process in producers + consumers:
        process.start()
    for process in producers:
        process.join(120)
    done.set()
    numbers = [number for _ in consumers for number in received.get(timeout=60)]
    for process in consumers:
        process.join(30)
    assert sorted(numbers) == list(range(PRODUCERS * MESSAGES))


def test_messages_of_one_producer_arrive_in_order(app):
    with app.connection_for_write() as link, link.SimpleQueue("work") as queue:
        for number in range(20):
            queue.put(number)
        assert [queue.get(timeout=1).payload for _ in range(20)] == list(range(20))


def test_queue_gives_only_its_own_messages(app):
    with (
        app.connection_for_write() as link,
        link.SimpleQueue("a") as first,
        link.SimpleQueue("a.b") as second,
    ):
        second.put("for b")
        assert (first.qsize(), second.qsize()) == (0, 1)
        with pytest.raises(Empty):
            first.get(block=False)


def test_message_leaves_no_file_behind(app, tmp_path):
    with app.connection_for_write() as link, link.SimpleQueue("work") as queue:
        queue.put({"a": 1})
        queue.get(timeout=1).ack()
    assert [path for path in tmp_path.rglob("*") if path.suffix in {".msg", ".draft"}] == []


def test_unacknowledged_message_returns_when_its_reader_closes(app):
    with app.connection_for_write() as link, link.SimpleQueue("work") as queue:
        queue.put("again")
        queue.get(timeout=1)
    with app.connection_for_write() as link, link.SimpleQueue("work") as queue:
        assert queue.get(timeout=1).payload == "again"


def test_idle_reader_polls_ten_times_a_second(app):
    with app.connection_for_write() as link:
        assert link.transport.polling_interval == 0.1


def test_other_broker_keeps_its_url(tmp_path):
    app = Celery("broker_test", set_as_current=False)
    broker.configure(app, url="redis://127.0.0.1:6379/3", folder=tmp_path)
    assert app.conf.broker_url == "redis://127.0.0.1:6379/3"
    assert list(tmp_path.iterdir()) == []
