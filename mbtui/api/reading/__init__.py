"""Reading Micro.blog's JSON into models, whatever shape a value arrives in.

Nothing in here raises for an odd field; what makes no sense becomes empty, and an entry without the one
thing it can not do without is left out. Only an answer of the wrong kind altogether is `UnexpectedAnswer`.
"""
