from flask import Flask, request

from tasks import process

app = Flask(__name__)


@app.post("/process")
def answer():
    return {"text": process.delay(request.json["text"]).get(timeout=30)}
