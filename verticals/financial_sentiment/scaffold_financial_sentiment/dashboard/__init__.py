"""A web page of trends and open incidents."""
