"""The smallest tool that pylti1p3 alone allows, its cache on disk: what Cairn's launches are compared with."""

import os
from pathlib import Path

from cachelib import FileSystemCache
from flask import Flask, jsonify, redirect, render_template_string
from pylti1p3.contrib.flask import FlaskCacheDataStorage, FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.tool_config import ToolConfDict

from bench import platform

FOLDER = Path(os.environ["BENCH_DATA"])
PAGE = Path(os.environ["BENCH_PAGE"]).read_text()

app = Flask(__name__)
app.secret_key = "bench"
storage = FlaskCacheDataStorage(FileSystemCache(str(FOLDER / "cache"), threshold=0))
keys = FOLDER / "key.json"
config = ToolConfDict(
    {
        platform.ISSUER: [
            {
                "default": True,
                "client_id": platform.CLIENT_ID,
                "auth_login_url": platform.ISSUER + "/auth",
                "auth_token_url": platform.ISSUER + "/token",
                "key_set": __import__("json").loads(keys.read_text()),
                "deployment_ids": [platform.DEPLOYMENT_ID],
            }
        ]
    }
)


@app.get("/lti/login")
def login():
    flow = FlaskOIDCLogin(FlaskRequest(), config, launch_data_storage=storage)
    target = FlaskRequest().get_param("target_link_uri")
    return flow.redirect(target)


@app.post("/lti/launch")
def launch():
    message = FlaskMessageLaunch(FlaskRequest(), config, launch_data_storage=storage)
    message.get_launch_data()
    return redirect(f"/page/{message.get_launch_id()}", 303)


@app.get("/page/<launch_id>")
def page(launch_id: str):
    message = FlaskMessageLaunch.from_cache(launch_id, FlaskRequest(), config, launch_data_storage=storage)
    return render_template_string("{{ page|safe }}", page=PAGE, name=message.get_launch_data().get("name"))


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")
