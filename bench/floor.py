"""The floor: the same three HTTP answers from Flask and gunicorn, with no LTI work and no storage."""

import os
import secrets
from pathlib import Path

from flask import Flask, jsonify, redirect, request

PAGE = Path(os.environ["BENCH_PAGE"]).read_text()
app = Flask(__name__)


@app.route("/lti/login")
def login():
    request.args.get("login_hint")
    answer = redirect(f"http://127.0.0.1:8999/auth?state={secrets.token_hex(100)}&nonce={secrets.token_hex(16)}", 302)
    answer.set_cookie("login", secrets.token_hex(16), secure=True, httponly=True)
    return answer


@app.post("/lti/launch")
def launch():
    request.form.get("id_token")
    answer = redirect("/page/" + secrets.token_hex(16), 303)
    answer.set_cookie("launch", secrets.token_hex(16), secure=True, httponly=True)
    return answer


@app.get("/page/<launch>")
def page(launch: str):  # noqa: ARG001 - Flask passes it
    return PAGE


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")
