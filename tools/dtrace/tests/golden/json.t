# json(): values by path; what is not there is NULL
args: -qs $SCRIPT
--- script
BEGIN
{
	this->j = "{\"a\":[1,{\"b\":\"x y\"}],\"n\":-7}";
	printf("%s|%s|%s|%d|%d\n", json(this->j, "a[1].b"), json(this->j, "a"), json(this->j, "a[0]"),
	    strtoll(json(this->j, "n")) + 1, json(this->j, "a[2]") == NULL);
	exit(0);
}
--- stdout $
x y|[1,{"b":"x y"}]|1|-6|1$
$
--- status 0
