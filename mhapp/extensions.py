"""Flask extensions as bare objects; create_app() ties them to the application."""

from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect

compress = Compress()
csrf = CSRFProtect()
login_manager = LoginManager()
