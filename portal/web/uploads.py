"""Which page takes a file, and where it lies.

No page takes one but the page that asks for it: elsewhere a request is cut off where its file
begins, before any of it lies on the disk. The file that was asked for is written once, where it
stays; what the page does not keep is deleted when the request ends.
"""

from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from claims.casework.intake.archive_files import IncomingFile


class NoUploadHandler(FileUploadHandler):
    """For every page (settings.FILE_UPLOAD_HANDLERS) that does not say otherwise."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Take in nothing more of this request."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing of a file comes here."""

    def file_complete(self, file_size: int) -> None:
        """Nor does its end."""


class StoredFile(UploadedFile):  # type: ignore[type-arg]
    """A whole file, closed with its request: then it is gone unless it was kept."""

    def __init__(self, incoming: IncomingFile, name: str) -> None:
        super().__init__(None, name, size=incoming.size_bytes)
        self.incoming = incoming

    def close(self) -> None:
        """Let go what was not kept."""
        self.incoming.close()


class StoredUploadHandler(FileUploadHandler):
    """For the page that asks for a file: `request.upload_handlers = [Stored(request)]`.

    Where the file cannot be written, the rest of the request is read all the same, `problem` says
    why, and there is no file in it.
    """

    file: IncomingFile
    problem: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file where it stays."""
        super().new_file(*args, **kwargs)
        try:
            self.file = IncomingFile()
        except OSError as error:
            self._skip(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it down; no other handler has to see it."""
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._skip(error)

    def file_complete(self, file_size: int) -> StoredFile | None:
        """The file, once all of it is on the disk."""
        try:
            self.file.end()
        except OSError as error:
            self.problem = error
            self.file.close()
            return None
        return StoredFile(self.file, self.file_name or "")

    def upload_interrupted(self) -> None:
        """The request broke off."""
        if hasattr(self, "file"):
            self.file.close()

    def _skip(self, error: OSError) -> NoReturn:
        self.problem = error
        raise SkipFile
