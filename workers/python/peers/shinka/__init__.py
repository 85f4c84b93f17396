"""Germline's own stand-in for the package that evaluators of ShinkaEvolve import; the real one's other modules stay there."""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
