"""What Schemathesis cannot know of the API from its OpenAPI document."""

import os
from itertools import cycle

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext

# What a schema cannot say of a request that it lets through, because it depends on what there is or on another field: the
# operation, and the field that the problem names. Everything else that a valid request is refused for is a failure.
DEPENDS_ON_MORE = {
    ("startRun", "falsePositives.uri"),  # a file that exists
    ("startRun", "profile"),  # a profile that is stored
    ("startRun", "resumeFrom"),  # a run that there was
    ("startRun", "overrides"),  # keys and values of a profile
    ("listRuns", "pageToken"),  # of the page before
    ("makePlan", "profile"),  # a profile that is stored
    ("makePlan", "plan.strategy"),  # a strategy of the profile
    ("makePlan", "falsePositivesByCategory"),  # at most as many as rows of traffic
    ("resolveStage", "parkId"),  # of a stage that is parked
    ("resolveStage", "action"),  # skip: of a stage that can be skipped
    ("resolveStage", "overrides"),  # parameters of that stage
    ("getArtifact", "Range"),  # within the artifact; sent by `before_call` below
}

# Without workers nobody takes an update of a run that is under way, and these say so by the 503 that they document.
WORKERS_ARE_UP = os.environ["HONE_FUZZ_WORKERS"] == "up"
ASK_A_WORKER = {"approveRun", "rejectRun", "resolveStage"}


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """Drops what is no failure; everything else stays."""
    operation = case.operation.definition.raw["operationId"]
    match type(failure).__name__, response.status_code:
        case "RejectedPositiveData", 400 | 416:
            return not poisons_prototypes(response) and not all((operation, field) in DEPENDS_ON_MORE for field in refused_fields(response))
        case "ServerError", 503:
            return WORKERS_ARE_UP or operation not in ASK_A_WORKER
        case _:
            return True


def poisons_prototypes(response: Response) -> bool:
    """Whether the body has a key that Fastify lets nobody send, since it changes objects where it is copied carelessly."""
    body = response.request.body or b""
    return any(key in (body.encode() if isinstance(body, str) else body) for key in (b'"__proto__"', b'"constructor"'))


def refused_fields(response: Response) -> list[str]:
    """The fields that a problem names: one, or one a line below the first. Of overrides only that they are, as keys may hold any character."""
    first, *more = response.json()["detail"].split("\n")
    if more and more[0].strip().startswith("overrides."):
        return ["overrides"]
    return [line.strip().split(":")[0] for line in more or [first]]


# Request headers that change an answer and that OpenAPI has no parameters for, or that are sent as `*/*` otherwise.
HEADERS = {
    "getArtifact": cycle([{}, {"Range": "bytes=0-9"}, {"Range": "bytes=-5"}, {"Range": "bytes=999999999-"}, {"Range": "bytes=5-1"}, {"Range": "bytes=0-1,4-5"}, {"Range": "lines=1-2"}]),
    "getReport": cycle([{}, {"Accept": "text/markdown"}, {"Accept": "application/json"}, {"Accept": "image/png"}]),
}


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict) -> None:
    """Sends each of the headers in turn, beside those that were generated."""
    more = HEADERS.get(case.operation.definition.raw["operationId"])
    if more is not None:
        case.headers = {**(case.headers or {}), **next(more)}


@schemathesis.deserializer("application/octet-stream")
def read_bytes(context: object, response: Response) -> str:
    """Bytes are what they are."""
    return response.content.hex()


@schemathesis.deserializer("text/markdown")
def read_markdown(context: object, response: Response) -> str:
    """Any text is Markdown, but it must be text."""
    return response.content.decode("utf-8")
