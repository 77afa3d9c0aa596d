"""How a visit was made, in the words of screen and paper."""

MANNER_LABELS = {"home": "上门", "phone": "电话", "other": "其他"}
