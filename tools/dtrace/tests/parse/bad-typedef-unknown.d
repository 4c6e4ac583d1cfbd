typedef pint new_int;
