"""Which page takes a file, and where it lies while it is read.

No page takes one but the page that asks for it: elsewhere a request is cut off where its file
begins, before any of it lies on the disk. The file that was asked for has no name on the disk, so
that nothing is left of it, whatever becomes of the process that reads it.
"""

import tempfile
from typing import IO, Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class NoFiles(FileUploadHandler):
    """For every page (settings.FILE_UPLOAD_HANDLERS) that does not say otherwise."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Take in nothing more of this request."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing of a file comes here."""

    def file_complete(self, file_size: int) -> None:
        """Nor does its end."""


class Nameless(FileUploadHandler):
    """For the page that asks for a file: `request.upload_handlers = [Nameless(request)]`."""

    file: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file that the system deletes with the process."""
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it down; no other handler has to see it."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """The file, to be read from its start."""
        self.file.seek(0)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """The request broke off."""
        if hasattr(self, "file"):
            self.file.close()
