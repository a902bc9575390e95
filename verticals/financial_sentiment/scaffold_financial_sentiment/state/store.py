"""The state of a monitor: everything it knows, in one database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scaffold.storage.address import Address
from scaffold.storage.database import Database
from scaffold.storage.version import prepare
from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.state.counters import Counters
from scaffold_financial_sentiment.state.hold import Hold
from scaffold_financial_sentiment.state.hourly import Hourly
from scaffold_financial_sentiment.state.incidents import IncidentRows
from scaffold_financial_sentiment.state.mutes import MuteRows
from scaffold_financial_sentiment.state.notes import Notes
from scaffold_financial_sentiment.state.outbox import StoredOutbox
from scaffold_financial_sentiment.state.owner import OWNER
from scaffold_financial_sentiment.state.pieces import Pieces
from scaffold_financial_sentiment.state.rejects import Rejects
from scaffold_financial_sentiment.state.seen import Seen
from scaffold_financial_sentiment.state.sources import Sources
from scaffold_financial_sentiment.state.stories import StoryRows
from scaffold_financial_sentiment.state.waiting import Waiting

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection


class Store:
    """What is kept, table by table; whoever has the address may read, and one monitor at a time may go on.

        with Store.open("news.sqlite") as store:
            for incident in store.incidents.find(status="open"):
                print(incident.id, incident.severity)

    :ivar name: its address without a password.
    :ivar incidents: incidents, and who has taken them.
    :ivar mutes: what somebody does not want to hear.
    :ivar outbox: alerts on their way.
    :ivar hourly: stories by key and hour.
    :ivar counters: how much was taken, copied, late or refused.
    :ivar rejects: the last items that could not be used.
    :ivar sources: how far each source was read.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hold = Hold(database)
        self.name = database.address.name
        self.counters = Counters(database)
        self.hourly = Hourly(database)
        self.incidents = IncidentRows(database)
        self.mutes = MuteRows(database)
        self.notes = Notes(database)
        self.outbox = StoredOutbox(database)
        self.pieces = Pieces(database)
        self.rejects = Rejects(database)
        self.seen = Seen(database)
        self.sources = Sources(database)
        self.stories = StoryRows(database)
        self.waiting = Waiting(database)

    @classmethod
    def open(cls, address: str | Path, *, must_exist: bool = False) -> Store:
        """Open a state, or make a new one.

        :param address: a file of SQLite, `sqlite://` for one in memory, or `postgresql://user@host/database`.
        :param must_exist: whether to refuse an address where there is none yet.
        :raises SettingsError: for an address that is none.
        :raises UserError: when it cannot be reached, read or written, or a newer version made it.
        """
        database = Database(Address.of(address, OWNER))
        try:
            prepare(database, schema.SCHEMA, may_create=not must_exist)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def hold(self) -> None:
        """Keep other monitors away until `close`, or until the process ends.

        :raises UserError: when another monitor is using it.
        """
        self._hold.take()

    def transaction(self) -> AbstractContextManager[Connection]:
        """All that is written in the block is stored when it ends well, and nothing of it otherwise."""
        return self._database.writing()

    def close(self) -> None:
        """Let go of it."""
        self._hold.release()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()
