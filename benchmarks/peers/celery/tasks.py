import os

from celery import Celery

app = Celery("tasks", broker=os.environ["RABBITMQ_URL"], backend="rpc://")


@app.task
def process(text):
    return "Processed: " + text
