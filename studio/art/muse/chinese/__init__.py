"""All forms of words in simplified Chinese, by rule."""
