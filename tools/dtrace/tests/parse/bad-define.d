define VALUE 5
