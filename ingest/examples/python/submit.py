#!/usr/bin/env python3
"""Ask Infera from Python, with nothing of ours: any Confluent-compatible client will do.

    pip install 'confluent-kafka[avro,schemaregistry]'
    printf 'first text\\nsecond text\\n' | python submit.py --bootstrap HOST:PORT --registry URL

What any client in any language has to do:

* key       the string "requester/requestId", partitioned by murmur2 as Java does
* value     Avro in the Confluent wire format, with the schema that the registry has for the topic
* answers   in infera.responses, under the same key; read from where it ended before the first request was sent
* repeats   an answer may be delivered more than once, each time identical: take the first
"""
import argparse
import json
import secrets
import struct
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

REQUESTS = "infera.requests"
RESPONSES = "infera.responses"
GRACE_SECONDS = 10  # the network answers by the deadline; this is for the way back
CONNECT_SECONDS = 10


def arguments():
    parser = argparse.ArgumentParser(description="A text per line in, a JSON line per answer out.")
    parser.add_argument("--bootstrap", required=True, metavar="HOST:PORT")
    parser.add_argument("--registry", required=True, metavar="URL")
    parser.add_argument("--model", default="all-minilm-l6-v2")
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--deadline", type=float, default=30, metavar="SECONDS")
    parser.add_argument(
        "--requester",
        default="0x" + secrets.token_hex(20),
        help="EVM address; random by default, which is enough where the network does not charge",
    )
    return parser.parse_args()


def open_replies(bootstrap):
    """A consumer of all partitions of the reply topic, from their present end, without a group."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"unused-{uuid.uuid4()}",  # the client insists on one; assign() does not join it
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    topic = consumer.list_topics(RESPONSES, timeout=CONNECT_SECONDS).topics[RESPONSES]
    if topic.error:
        raise KafkaException(topic.error)
    ends = []
    for partition in topic.partitions:
        _, end = consumer.get_watermark_offsets(TopicPartition(RESPONSES, partition), timeout=CONNECT_SECONDS)
        ends.append(TopicPartition(RESPONSES, partition, end))
    consumer.assign(ends)
    return consumer


def request(args, request_id, text):
    """An InferenceRequest; fields that are left out have a default in the schema."""
    now = datetime.now(timezone.utc)
    return {
        "requester": args.requester,
        "requestId": request_id,
        "modelId": args.model,
        "input": {"text": text},
        "replicas": args.replicas,
        "createdAt": now,
        "deadline": now + timedelta(seconds=args.deadline),
    }


def send(producer, key, value, failures):
    """Hands a request to the client, waiting while its queue is full."""
    while True:
        try:
            producer.produce(REQUESTS, key=key, value=value, on_delivery=lambda err, _: err and failures.append(err))
            producer.poll(0)
            return
        except BufferError:
            producer.poll(0.5)


def answer(response, line):
    """An InferenceResponse as something to print."""
    output = response["output"]
    shown = {name: response[name] for name in ("requestId", "status", "reason", "nodeId", "agreeing", "drawn")}
    shown["line"] = line
    if output is not None:
        vector = struct.unpack(f"<{output['dimension']}f", output["vector"])  # float32, little endian
        shown["dimension"] = len(vector)
        shown["norm"] = sum(x * x for x in vector) ** 0.5
    return shown


def main():
    args = arguments()
    registry = SchemaRegistryClient({"url": args.registry})
    serialize = AvroSerializer(registry, conf={"auto.register.schemas": False, "use.latest.version": True})
    deserialize = AvroDeserializer(registry)
    replies = open_replies(args.bootstrap)  # before anything is sent, so that no answer is missed
    producer = Producer(
        {
            "bootstrap.servers": args.bootstrap,
            "enable.idempotence": True,
            "partitioner": "murmur2_random",  # librdkafka's own default is not Java's
        }
    )

    failures = []
    waiting = {}
    to_requests = SerializationContext(REQUESTS, MessageField.VALUE)
    for line, text in enumerate(sys.stdin, start=1):
        if not text.strip():
            continue
        request_id = str(uuid.uuid4())
        key = f"{args.requester}/{request_id}"
        value = serialize(request(args, request_id, text.rstrip("\r\n")), to_requests)
        waiting[key] = line
        send(producer, key, value, failures)
    producer.flush(CONNECT_SECONDS)
    for failure in failures:
        print(f"not sent: {failure}", file=sys.stderr)

    all_verified = not failures
    until = time.monotonic() + args.deadline + GRACE_SECONDS
    from_responses = SerializationContext(RESPONSES, MessageField.VALUE)
    while waiting and time.monotonic() < until:
        message = replies.poll(1.0)
        if message is None or message.error() or message.key() is None:
            continue
        line = waiting.pop(message.key().decode(), None)  # others' answers, and repeats of ours, are not waited for
        if line is not None:
            response = deserialize(message.value(), from_responses)
            all_verified &= response["status"] == "VERIFIED"
            print(json.dumps(answer(response, line)), flush=True)
    replies.close()
    for key, line in waiting.items():
        print(f"line {line}: no answer to {key} by its deadline", file=sys.stderr)
    return 0 if all_verified and not waiting else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KafkaException as failure:
        sys.exit(f"Kafka: {failure}")
