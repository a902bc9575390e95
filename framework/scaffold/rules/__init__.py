"""Knowledge rules: declared once, used as labels, as a training signal, in decisions and in explanations."""
