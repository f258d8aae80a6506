"""What tests and curious people can turn at run time: faults, the clock, answers. It is no part of Micro.blog."""

from __future__ import annotations

from mbtui.demo.active_faults import Fault
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.faults import KINDS
from mbtui.demo.serializers import JSON


def _as_json(fault: Fault) -> JSON:
    return {name: getattr(fault, name) for name in ("name", "value", "path", "method", "times", "met")}


@route("GET /demo/faults", token="ignored")
def faults(call: Call) -> Answer:
    active = [_as_json(fault) for fault in call.all_faults.active()]
    return {"active": active, "known": {name: kind.summary for name, kind in KINDS.items()}}


@route("POST /demo/faults", token="ignored")
def add_fault(call: Call) -> Answer:
    """`name`, and if wanted `value`, `path`, `method`, `times`; or all in one text, `fault`."""
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


@route("DELETE /demo/faults", token="ignored")
def mend(call: Call) -> Answer:
    call.all_faults.mend(call.text("name") or None)
    return {}


@route("GET /demo/requests", token="ignored")
def requests(call: Call) -> Answer:
    return [vars(asked) for asked in list(call.record.requests)]


@route("DELETE /demo/requests", token="ignored")
def forget_requests(call: Call) -> Answer:
    call.record.requests.clear()
    return {}


@route("POST /demo/advance", token="ignored")
def advance(call: Call) -> Answer:
    try:
        call.world.advance(float(call.text("seconds") or 0))
    except ValueError as error:
        raise Refusal(400, str(error)) from error
    return {"now": call.world.now()}


@route("POST /demo/answer", token="ignored")
def answer(call: Call) -> Answer:
    return {"answers": call.world.answer_now()}


@route("POST /demo/publish", token="ignored")
def publish(call: Call) -> Answer:
    """Somebody (`by`) says something (`html`), as an answer when `reply_to` is given."""
    try:
        post = call.world.publish(
            call.text("by"), call.text("html"), topic=call.text("topic"), reply_to=call.integer("reply_to")
        )
    except KeyError as error:
        raise Refusal(404, f"There is no {error.args[0]}.") from error
    return {"id": str(post.id)}
