"""What tests and curious people can turn at run time: faults, the clock, answers. It is no part of Micro.blog."""

from __future__ import annotations

from mbtui.demo.active_faults import Fault
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.faults import KINDS
from mbtui.demo.serializers import JSON


def _as_json(fault: Fault) -> JSON:
    return {
        "name": fault.name,
        "value": fault.value,
        "path": fault.path,
        "method": fault.method,
        "times": fault.times,
        "met": fault.met,
    }


def faults(call: Call) -> Answer:
    """GET /demo/faults: those in force, and all that there are."""
    active = [_as_json(fault) for fault in call.all_faults.active()]
    return {"active": active, "known": {name: kind.summary for name, kind in KINDS.items()}}


def add_fault(call: Call) -> Answer:
    """POST /demo/faults: `name`, and if wanted `value`, `path`, `method`, `times`; or all in one text, `fault`."""
    try:
        if call.text("fault"):
            return _as_json(call.all_faults.add_from_text(call.text("fault")))
        return _as_json(
            call.all_faults.add(
                call.text("name"),
                call.text("value") or None,
                path=call.text("path"),
                method=call.text("method"),
                times=call.integer("times"),
            )
        )
    except ValueError as error:
        raise Refusal(400, str(error)) from error


def mend(call: Call) -> Answer:
    """DELETE /demo/faults: all of them, or those called `name`."""
    call.all_faults.mend(call.text("name") or None)
    return {}


def requests(call: Call) -> Answer:
    """GET /demo/requests: what the server was asked, oldest first."""
    return [
        {"method": asked.method, "path": asked.path, "params": asked.params, "status": asked.status}
        for asked in list(call.record.requests)
    ]


def forget_requests(call: Call) -> Answer:
    """DELETE /demo/requests."""
    call.record.requests.clear()
    return {}


def advance(call: Call) -> Answer:
    """POST /demo/advance: let `seconds` pass at once."""
    try:
        call.world.advance(float(call.text("seconds") or 0))
    except ValueError as error:
        raise Refusal(400, str(error)) from error
    return {"now": call.world.now()}


def answer(call: Call) -> Answer:
    """POST /demo/answer: everybody who is typing sends their answer."""
    return {"answers": call.world.answer_now()}


def publish(call: Call) -> Answer:
    """POST /demo/publish: somebody (`by`) says something (`html`), as an answer when `reply_to` is given."""
    try:
        post = call.world.publish(
            call.text("by"), call.text("html"), topic=call.text("topic"), reply_to=call.integer("reply_to")
        )
    except KeyError as error:
        raise Refusal(404, f"There is no {error.args[0]}.") from error
    return {"id": str(post.id)}


ROUTES = [
    route("/demo/faults", faults, token="ignored"),
    route("/demo/faults", add_fault, methods=("POST",), token="ignored"),
    route("/demo/faults", mend, methods=("DELETE",), token="ignored"),
    route("/demo/requests", requests, token="ignored"),
    route("/demo/requests", forget_requests, methods=("DELETE",), token="ignored"),
    route("/demo/advance", advance, methods=("POST",), token="ignored"),
    route("/demo/answer", answer, methods=("POST",), token="ignored"),
    route("/demo/publish", publish, methods=("POST",), token="ignored"),
]
