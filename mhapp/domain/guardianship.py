"""What a guardian is able to do (监护能力), in the words of the score sheet's part B [S2]."""

ABILITY_LABELS = {"strong": "监护有力", "weak": "弱监护", "none": "无监护能力"}
