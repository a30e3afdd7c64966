"""What each page shows, put together from answers of the control API. One file for each entry of the menu."""
