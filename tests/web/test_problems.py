"""What a page says where it cannot show what was asked for."""

from __future__ import annotations

import pytest

from scaffold.errors import UserError
from scaffold.web.problems import Problem, answer_problems
from scaffold.web.refusals import NotFoundError

fastapi = pytest.importorskip("fastapi")


@pytest.fixture
def client():
    """An application whose pages fail in every way; each problem is answered in plain text."""
    from starlette.responses import PlainTextResponse
    from starlette.testclient import TestClient

    app = fastapi.FastAPI()
    errors = {
        "/refused": NotFoundError("no case is called 'x'", hint="Load the list again."),
        "/unreadable": UserError("the file is no state"),
        "/broken": ValueError("Anna Meyer"),
    }

    def failing(error: Exception):
        def fail():
            raise error

        return fail

    for path, error in errors.items():
        app.add_api_route(path, failing(error))
    answer_problems(
        app,
        lambda request, problem: PlainTextResponse(
            f"{problem.title}|{problem.sentence}|{problem.hint}", problem.status
        ),
        "The state cannot be read",
    )
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/refused", 404, "Not found|No case is called 'x'.|Load the list again."),
        ("/unreadable", 503, "The state cannot be read|The file is no state.|"),
        ("/nowhere", 404, "Not found|There is no such page.|"),
    ],
)
def test_problem_says_what_and_what_next(client, path, status, said):
    answer = client.get(path)

    assert (answer.status_code, answer.text) == (status, said)


def test_other_way_of_asking_names_the_ways_there_are(client):
    answer = client.post("/refused")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


def test_mistake_of_ours_shows_nothing_of_it(client):
    answer = client.get("/broken")

    assert answer.status_code == 500
    assert "Anna Meyer" not in answer.text


def test_sentence_ends_once():
    assert [Problem(400, "", text).sentence for text in ("is it?", "gone.", "gone")] == ["Is it?", "Gone.", "Gone."]
