"""Why an archive is not read: one sentence each, in both languages."""

from enum import Enum

from claims.plans.result_texts import Bilingual
from claims.records.archives import limits

_MEGABYTES = limits.LARGEST_UPLOAD // limits.MEGABYTE


class Fault(Enum):
    """What is wrong with the archive as a whole. `{file}` is one of LinkedIn's own file names."""

    EMPTY = Bilingual(
        en="The file is empty. Download your archive from LinkedIn again.",
        es="El archivo está vacío. Vuelva a descargarlo de LinkedIn.",
    )
    TOO_LARGE = Bilingual(
        en=(
            f"The file is larger than {_MEGABYTES} megabytes, the most that we read. Ask LinkedIn "
            "for an archive of messages, profile, registration and receipts only."
        ),
        es=(
            f"El archivo ocupa más de {_MEGABYTES} megabytes, lo máximo que leemos. Pida a "
            "LinkedIn un archivo solo con mensajes, perfil, registro y recibos."
        ),
    )
    NOT_A_ZIP = Bilingual(
        en="The file is not a ZIP archive. Choose the .zip file that LinkedIn sent you.",
        es="El archivo no es un ZIP. Elija el archivo .zip que le envió LinkedIn.",
    )
    CUT_SHORT = Bilingual(
        en=(
            "The ZIP archive ends before its list of files, so part of it is missing. Download it "
            "from LinkedIn again."
        ),
        es=(
            "El ZIP termina antes de su lista de archivos, así que falta una parte. Vuelva a "
            "descargarlo de LinkedIn."
        ),
    )
    DAMAGED = Bilingual(
        en="The ZIP archive is damaged. Download it from LinkedIn again.",
        es="El ZIP está dañado. Vuelva a descargarlo de LinkedIn.",
    )
    FILE_DAMAGED = Bilingual(
        en="{file} in the ZIP archive is damaged. Download the archive from LinkedIn again.",
        es="{file}, dentro del ZIP, está dañado. Vuelva a descargar el archivo de LinkedIn.",
    )
    NOT_PLAIN = Bilingual(
        en=(
            "The ZIP archive is in a form that LinkedIn does not use: in several parts, ZIP64, or "
            "packed in an unusual way. Upload the file exactly as LinkedIn sent it."
        ),
        es=(
            "El ZIP tiene una forma que LinkedIn no usa: en varias partes, ZIP64 o comprimido de "
            "un modo poco común. Suba el archivo tal como lo envió LinkedIn."
        ),
    )
    NOTHING_IN_IT = Bilingual(
        en="There is no file in the ZIP archive. Download it from LinkedIn again.",
        es="No hay ningún archivo dentro del ZIP. Vuelva a descargarlo de LinkedIn.",
    )
    TOO_MANY_FILES = Bilingual(
        en=(
            f"There are more than {limits.MOST_ENTRIES:,} files in the ZIP archive, the most that "
            "we read. Upload the file exactly as LinkedIn sent it."
        ),
        es=(
            f"El ZIP contiene más de {limits.MOST_ENTRIES:,} archivos, el máximo que leemos. Suba "
            "el archivo tal como lo envió LinkedIn."
        ),
    )
    ENCRYPTED = Bilingual(
        en="The ZIP archive is locked with a password. Upload it without one.",
        es="El ZIP está protegido con contraseña. Súbalo sin ella.",
    )
    UNSAFE_NAME = Bilingual(
        en=(
            "A file in the ZIP archive has a name that leads out of its folder or cannot be "
            "read. Upload the file exactly as LinkedIn sent it."
        ),
        es=(
            "Un archivo dentro del ZIP tiene un nombre que sale de su carpeta o que no se puede "
            "leer. Suba el archivo tal como lo envió LinkedIn."
        ),
    )
    LINK = Bilingual(
        en=(
            "There is a link in the ZIP archive in place of a file. Upload the file exactly as "
            "LinkedIn sent it."
        ),
        es=(
            "Dentro del ZIP hay un enlace en lugar de un archivo. Suba el archivo tal como lo "
            "envió LinkedIn."
        ),
    )
    NESTED = Bilingual(
        en=(
            "There is another archive inside the ZIP archive, and we do not open it. Upload the "
            "file exactly as LinkedIn sent it."
        ),
        es=(
            "Dentro del ZIP hay otro archivo comprimido, y no lo abrimos. Suba el archivo tal como "
            "lo envió LinkedIn."
        ),
    )
    SAME_NAME = Bilingual(
        en=(
            "Two files in the ZIP archive have one name. Upload the file exactly as LinkedIn sent "
            "it."
        ),
        es=(
            "Dos archivos dentro del ZIP tienen el mismo nombre. Suba el archivo tal como lo envió "
            "LinkedIn."
        ),
    )
    OVERLAPPING = Bilingual(
        en=(
            "Files in the ZIP archive share the same bytes, as they never do in an honest one. "
            "Upload the file exactly as LinkedIn sent it."
        ),
        es=(
            "Varios archivos del ZIP comparten los mismos bytes, lo que no ocurre en un ZIP "
            "auténtico. Suba el archivo tal como lo envió LinkedIn."
        ),
    )
    UNPACKS_TOO_LARGE = Bilingual(
        en=(
            "{file} in the ZIP archive is larger, unpacked, than we read. Write to us if LinkedIn "
            "sent it like this."
        ),
        es=(
            "{file}, dentro del ZIP, ocupa al descomprimirse más de lo que leemos. Escríbanos si "
            "LinkedIn se lo envió así."
        ),
    )
    TOO_MUCH_WORK = Bilingual(
        en=(
            "{file} in the ZIP archive has more cells than we read. Write to us if LinkedIn sent "
            "it like this."
        ),
        es=(
            "{file}, dentro del ZIP, tiene más celdas de las que leemos. Escríbanos si LinkedIn se "
            "lo envió así."
        ),
    )
    NOT_LINKEDINS = Bilingual(
        en=(
            "The ZIP archive has none of the files that we read, such as messages.csv or "
            "Receipts_v2.csv. Choose the .zip file that LinkedIn sent you."
        ),
        es=(
            "El ZIP no tiene ninguno de los archivos que leemos, como messages.csv o "
            "Receipts_v2.csv. Elija el archivo .zip que le envió LinkedIn."
        ),
    )
    NOT_FINISHED = Bilingual(
        en=(
            "We began three times to read the archive and could not finish. The fault may be ours "
            "and not the file’s."
        ),
        es=(
            "Empezamos tres veces a leer el archivo y no pudimos terminar. Puede que el fallo sea "
            "nuestro y no del archivo."
        ),
    )


class ArchiveRefused(ValueError):
    """The archive as a whole is not read. `words` is the sentence for the person who uploaded it.

    Neither holds anything that was in the archive: no name of a file but LinkedIn's own.
    """

    def __init__(self, fault: Fault, file: str = "") -> None:
        words: Bilingual = fault.value
        self.fault = fault
        self.file = file
        self.words = Bilingual(en=words.en.format(file=file), es=words.es.format(file=file))
        super().__init__(self.words.en)
