"""Icons, typeface, sounds, theme and translations: data only, found through `common.assets`."""
