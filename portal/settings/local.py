"""A laptop: `make demo`, `make serve`. The secret key is the file that `make setup` wrote."""

from portal.settings.base import *
from portal.settings.base import DATA_DIR, env

# SQLite makes a file, but not the folder that it is to lie in.
DATA_DIR.mkdir(parents=True, exist_ok=True)

_key_file = DATA_DIR / "secret_key"
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    _key_file.read_text().strip() if _key_file.is_file() else "run-make-setup-to-write-a-secret-key"
)

# Passkeys on http://localhost; elsewhere browsers and allauth want HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
