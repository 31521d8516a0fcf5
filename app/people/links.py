"""Several accounts of one human being: who is linked with whom."""

from sqlalchemy.orm import Session

from app.people import queries


def linked_people(session: Session, person_id: int) -> tuple[int, ...]:
    """All persons that are known to be the same human being as this one, itself among them, sorted.

    Links reach further: who is linked with B is linked with whom B is linked. An equal name or e-mail address
    is no link.
    """
    return tuple(queries.linked_ids(session, person_id))
