"""Rows for Qt's item views; they change row by row and never reset."""
